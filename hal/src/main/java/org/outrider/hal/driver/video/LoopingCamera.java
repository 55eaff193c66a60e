package org.outrider.hal.driver.video;

import org.outrider.hal.DeviceException;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.camera.CameraEvent;

/** A recording that begins again at its end; when it is gone by then, that is a loss. */
final class LoopingCamera implements Camera {
  /** Opens the recording. */
  @FunctionalInterface
  interface Opener {
    Camera open() throws DeviceException;
  }

  private final Opener opener;
  private Camera current;

  LoopingCamera(Opener opener) throws DeviceException {
    this.opener = opener;
    this.current = opener.open();
  }

  @Override
  public CameraEvent next() throws InterruptedException {
    CameraEvent event = current.next();
    if (event instanceof CameraEvent.Ended) {
      current.close();
      try {
        current = opener.open();
      } catch (DeviceException e) {
        return new CameraEvent.Lost(String.valueOf(e.getMessage()));
      }
      event = current.next();
    }
    return event;
  }

  @Override
  public void close() {
    current.close();
  }
}
