/**
 * Cameras: V4L2 devices and MJPEG clips through OpenCV, folders of stills, and child processes
 * (ffmpeg, rpicam-vid) that write raw frames to a pipe for RTSP streams, the board's camera and any
 * other video. A child is watched and never left behind.
 */
@NullMarked
package org.outrider.hal.driver.video;

import org.jspecify.annotations.NullMarked;
