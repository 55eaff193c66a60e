package org.outrider.hal.camera;

import org.outrider.hal.image.Image;

/**
 * Rotation and mirroring that bring a camera's pictures upright.
 *
 * @param degrees clockwise: 0, 90, 180 or 270
 * @param isMirrored whether left and right are exchanged, before it is turned
 */
public record Turn(int degrees, boolean isMirrored) {
  /** Pictures as the camera gives them. */
  public static final Turn NONE = new Turn(0, false);

  public Turn {
    if (degrees != 0 && degrees != 90 && degrees != 180 && degrees != 270) {
      throw new IllegalArgumentException(
          "rotate = %d, expected 0, 90, 180 or 270".formatted(degrees));
    }
  }

  /** A camera whose frames are turned; closing it closes the other. */
  public Camera of(Camera camera) {
    return equals(NONE) ? camera : new Turned(camera);
  }

  private final class Turned implements Camera {
    private final Camera camera;

    Turned(Camera camera) {
      this.camera = camera;
    }

    @Override
    public CameraEvent next() throws InterruptedException {
      CameraEvent event = camera.next();
      return event instanceof Frame frame ? turned(frame) : event;
    }

    private Frame turned(Frame frame) {
      try (frame) {
        Image upright = frame.image().turned(degrees, isMirrored);
        return new Frame(
            frame.cameraId(),
            frame.sequence(),
            frame.stamp(),
            upright,
            frame.name(),
            frame.mediaNanos());
      }
    }

    @Override
    public void close() {
      camera.close();
    }
  }
}
