package org.outrider.hal.driver.video;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.opencv.core.Mat;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.camera.CameraEvent;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.image.Image;
import org.outrider.hal.image.ImagePool;
import org.outrider.hal.spi.HalContext;

/** An MJPEG clip, decoded in this process. A frame that is no picture is said and passed over. */
final class AviCamera implements Camera {
  private final Path path;
  private final AviFrames clip;
  private final HalContext context;
  private final Pace pace;
  private final long spacingNanos;
  private final ImagePool pool = new ImagePool(6);
  private long at;
  private long read;
  private boolean isOver;

  /**
   * @param spacing between two frames
   */
  AviCamera(Path path, AviFrames clip, HalContext context, Pace pace, Duration spacing) {
    this.path = path;
    this.clip = clip;
    this.context = context;
    this.pace = pace;
    this.spacingNanos = spacing.toNanos();
  }

  @Override
  public CameraEvent next() throws InterruptedException {
    if (isOver) {
      return new CameraEvent.Ended();
    }
    byte[] coded;
    try {
      coded = clip.next();
    } catch (IOException e) {
      return new CameraEvent.Lost(path + ": " + e.getMessage());
    }
    if (coded == null) {
      return end();
    }
    long number = at++;
    long media = number * spacingNanos;
    pace.await(media);
    Mat mat = Pictures.decode(coded);
    try {
      if (mat.empty()) {
        return new CameraEvent.Damaged(
            "%s: frame %d is no picture that can be decoded".formatted(path, number));
      }
      Image image = pool.take(mat);
      read++;
      return new Frame(context.deviceId(), number, context.clock().stamp(), image, "", media);
    } finally {
      mat.release();
    }
  }

  private CameraEvent end() {
    isOver = true;
    if (!clip.isCut() && at >= clip.frames()) {
      return new CameraEvent.Ended();
    }
    return new CameraEvent.Damaged(
        "%s: damaged, read %d of %d frames".formatted(path, read, Math.max(at, clip.frames())));
  }

  @Override
  public void close() {
    try {
      clip.close();
    } catch (IOException e) {
      // it was only read
    }
    pool.close();
  }
}
