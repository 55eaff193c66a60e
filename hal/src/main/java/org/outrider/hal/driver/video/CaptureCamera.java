package org.outrider.hal.driver.video;

import org.opencv.videoio.VideoCapture;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.camera.CameraEvent;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.image.Image;
import org.outrider.hal.image.ImagePool;
import org.outrider.hal.spi.HalContext;

/**
 * A V4L2 device through OpenCV's VideoCapture. One picture that cannot be decoded is passed over;
 * several in a row are a loss.
 */
final class CaptureCamera implements Camera {
  private static final int POOL = 6;
  private static final int MOST_FAILURES = 3;

  private final VideoCapture capture;
  private final HalContext context;
  private final ImagePool pool = new ImagePool(POOL);
  private long sequence;
  private int failures;

  CaptureCamera(VideoCapture capture, HalContext context) {
    this.capture = capture;
    this.context = context;
  }

  @Override
  public CameraEvent next() {
    Image image = pool.take();
    boolean read;
    synchronized (capture) {
      read = capture.isOpened() && capture.read(image.mat());
    }
    if (!read || image.mat().empty()) {
      image.close();
      boolean isOpen = capture.isOpened() && ++failures < MOST_FAILURES;
      return isOpen
          ? new CameraEvent.Damaged("a picture that cannot be decoded")
          : new CameraEvent.Lost("no frame from the device");
    }
    failures = 0;
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
