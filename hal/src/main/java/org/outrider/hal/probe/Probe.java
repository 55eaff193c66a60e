package org.outrider.hal.probe;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

  /** How much of its life the most worn storage has behind it, in per cent, as it says itself. */
  OptionalLong storageWearPercent();

  /** What the unit consists of, as far as it can be told: board, storage, modem. */
  List<Part> parts();

  /** What stands behind a device file, such as {@code /dev/video0}; empty where nobody says. */
  Optional<Part> behind(Path device);

  @Override
  void close();
}
