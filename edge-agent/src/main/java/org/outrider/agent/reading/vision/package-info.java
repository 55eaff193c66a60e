/**
 * The stages of reading: detect, rectify, recognize. Declares the ports that vision.onnx
 * implements; the only feature that works on OpenCV pictures. Used by one thread per instance.
 */
@NullMarked
package org.outrider.agent.reading.vision;

import org.jspecify.annotations.NullMarked;
