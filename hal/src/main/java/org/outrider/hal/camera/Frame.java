package org.outrider.hal.camera;

import java.time.Duration;
import org.outrider.hal.clock.CaptureStamp;
import org.outrider.hal.image.Image;

/**
 * One picture of one camera. Whoever receives it closes it.
 *
 * @param cameraId name of the camera in the configuration
 * @param sequence counts the frames of this opening of the camera from 0
 * @param name file name where the picture came from a file, else empty
 * @param mediaNanos time within the recording, as its container says; {@link #NO_TIME} where there
 *     is none
 */
public record Frame(
    String cameraId, long sequence, CaptureStamp stamp, Image image, String name, long mediaNanos)
    implements CameraEvent, AutoCloseable {
  /** Of a picture that is no part of a recording. */
  public static final long NO_TIME = -1;

  public Frame(String cameraId, long sequence, CaptureStamp stamp, Image image, String name) {
    this(cameraId, sequence, stamp, image, name, NO_TIME);
  }

  /** Time within a recording, with an assumed spacing where the recording has none. */
  public long mediaNanos(Duration spacing) {
    return mediaNanos == NO_TIME ? sequence * spacing.toNanos() : mediaNanos;
  }

  @Override
  public void close() {
    image.close();
  }
}
