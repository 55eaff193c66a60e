package org.outrider.hal.spi;

import java.util.Set;
import org.outrider.hal.DeviceUri;

/** What all providers say of themselves. */
public interface Provider {

  /** URI schemes this driver answers to, lower case. */
  Set<String> schemes();

  /**
   * Checks target and parameters without opening anything, so that a configuration is judged where
   * the device is not at hand.
   *
   * @param uri of one of the {@link #schemes}
   * @throws IllegalArgumentException naming what is wrong and what was expected
   */
  void check(DeviceUri uri);
}
