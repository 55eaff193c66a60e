package org.outrider.hal.spi;

import java.util.Set;

/** What all providers say of themselves. */
public interface Provider {

  /** URI schemes this driver answers to, lower case. */
  Set<String> schemes();
}
