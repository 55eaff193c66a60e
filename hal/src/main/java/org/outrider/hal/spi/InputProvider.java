package org.outrider.hal.spi;

import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.input.Input;

/** A driver of one kind of device, found by ServiceLoader. */
public interface InputProvider extends Provider {

  /**
   * Opens the device.
   *
   * @throws DeviceException when it cannot be opened now
   * @throws IllegalArgumentException when the URI's parameters are wrong
   */
  Input open(DeviceUri uri, HalContext context) throws DeviceException;
}
