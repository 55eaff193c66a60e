package org.outrider.hal.spi;

import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.gnss.GnssReceiver;

/** A driver of one kind of device, found by ServiceLoader. */
public interface GnssProvider extends Provider {

  /**
   * Opens the device.
   *
   * @throws DeviceException when it cannot be opened now
   * @throws IllegalArgumentException when the URI's parameters are wrong
   */
  GnssReceiver open(DeviceUri uri, HalContext context) throws DeviceException;
}
