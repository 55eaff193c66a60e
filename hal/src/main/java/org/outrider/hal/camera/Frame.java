package org.outrider.hal.camera;

import org.outrider.hal.clock.CaptureStamp;
import org.outrider.hal.image.Image;

/**
 * One picture of one camera. Whoever receives it closes it.
 *
 * @param cameraId name of the camera in the configuration
 * @param sequence counts the frames of this opening of the camera from 0
 * @param name file name where the picture came from a file, else empty
 */
public record Frame(String cameraId, long sequence, CaptureStamp stamp, Image image, String name)
    implements CameraEvent, AutoCloseable {

  @Override
  public void close() {
    image.close();
  }
}
