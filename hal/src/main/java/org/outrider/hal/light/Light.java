package org.outrider.hal.light;

import org.outrider.hal.DeviceException;

/** A lamp, relay or other output that is on or off. */
public interface Light extends AutoCloseable {

  /** Switches it. */
  void set(boolean on) throws DeviceException;

  @Override
  void close();
}
