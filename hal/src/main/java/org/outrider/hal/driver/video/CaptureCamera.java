package org.outrider.hal.driver.video;

import java.time.Duration;
import org.opencv.videoio.VideoCapture;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.camera.CameraEvent;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.image.Image;
import org.outrider.hal.image.ImagePool;
import org.outrider.hal.spi.HalContext;

/** A V4L2 device or an MJPEG clip through OpenCV's VideoCapture. */
final class CaptureCamera implements Camera {
  private static final int POOL = 6;

  private final VideoCapture capture;
  private final HalContext context;
  private final boolean isClip;
  private final Pace pace;
  private final ImagePool pool = new ImagePool(POOL);
  private long sequence;

  /**
   * @param interval time between frames of a clip played in real time; zero for as fast as
   *     possible, and for a device, which paces itself
   */
  CaptureCamera(VideoCapture capture, HalContext context, boolean isClip, Duration interval) {
    this.capture = capture;
    this.context = context;
    this.isClip = isClip;
    this.pace = new Pace(context.clock(), interval);
  }

  @Override
  public CameraEvent next() throws InterruptedException {
    pace.await();
    Image image = pool.take();
    boolean read;
    synchronized (capture) {
      read = capture.isOpened() && capture.read(image.mat());
    }
    if (!read || image.mat().empty()) {
      image.close();
      return isClip ? new CameraEvent.Ended() : new CameraEvent.Lost("no frame from the device");
    }
    return new Frame(context.deviceId(), sequence++, context.clock().stamp(), image, "");
  }

  @Override
  public void close() {
    synchronized (capture) {
      capture.release();
    }
    pool.close();
  }
}
