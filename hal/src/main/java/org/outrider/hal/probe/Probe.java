package org.outrider.hal.probe;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The board's own state; each reading is empty where the board has no such sensor. */
public interface Probe extends AutoCloseable {

  /** Hottest thermal zone in degrees Celsius. */
  OptionalDouble tempC();

  /** Whether the supply has been too low since power-on, as 1 or 0. */
  OptionalLong undervoltage();

  /** Free memory in bytes. */
  OptionalLong freeMemoryBytes();

  @Override
  void close();
}
