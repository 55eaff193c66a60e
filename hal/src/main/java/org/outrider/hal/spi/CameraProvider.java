package org.outrider.hal.spi;

import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.camera.Camera;

/** A driver of one kind of device, found by ServiceLoader. */
public interface CameraProvider extends Provider {

  /**
   * Opens the device.
   *
   * @throws DeviceException when it cannot be opened now
   * @throws IllegalArgumentException when the URI's parameters are wrong
   */
  Camera open(DeviceUri uri, HalContext context) throws DeviceException;
}
