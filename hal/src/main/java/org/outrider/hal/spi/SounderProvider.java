package org.outrider.hal.spi;

import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.sound.Sounder;

/** A driver of one kind of device, found by ServiceLoader. */
public interface SounderProvider extends Provider {

  /**
   * Opens the device.
   *
   * @throws DeviceException when it cannot be opened now
   * @throws IllegalArgumentException when the URI's parameters are wrong
   */
  Sounder open(DeviceUri uri, HalContext context) throws DeviceException;
}
