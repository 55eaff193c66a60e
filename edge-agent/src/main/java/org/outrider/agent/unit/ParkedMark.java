package org.outrider.agent.unit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.outrider.agent.reading.capture.Duty;
import org.outrider.agent.reading.position.PositionHistory;
import org.outrider.hal.clock.UnitClock;
import org.tinylog.Logger;

/**
 * Says to whatever would start the unit anew, such as an update, when that disturbs nobody: a file
 * that is there while the unit is parked. It is, once for some minutes no alert has waited for an
 * answer and, in a vehicle, nobody has worked with it or it has stood still. Used by one thread.
 */
final class ParkedMark {
  /** As a patrol waits at a light, and does not. */
  static final Duration LONG_ENOUGH = Duration.ofMinutes(5);

  private static final double WALKING_MPS = 1;

  private final Optional<Path> file;
  private final boolean isInVehicle;
  private final Duty duty;
  private final PositionHistory positions;
  private final BooleanSupplier hasOpenAlert;
  private final UnitClock clock;
  private long busyNanos;
  private boolean isMarked;

  /**
   * @param folder for what lives as long as the process; empty where nobody looks for it
   */
  ParkedMark(
      Optional<Path> folder,
      boolean isInVehicle,
      Duty duty,
      PositionHistory positions,
      BooleanSupplier hasOpenAlert,
      UnitClock clock) {
    this.file = folder.map(f -> f.resolve("parked"));
    this.isInVehicle = isInVehicle;
    this.duty = duty;
    this.positions = positions;
    this.hasOpenAlert = hasOpenAlert;
    this.clock = clock;
    busyNanos = clock.monotonicNanos();
    mark(false);
  }

  /** Looks once. */
  void look() {
    long now = clock.monotonicNanos();
    if (hasOpenAlert.getAsBoolean() || (isInVehicle && !isLeft(now))) {
      busyNanos = now;
    }
    boolean isParked = now - busyNanos >= LONG_ENOUGH.toNanos();
    if (isParked != isMarked) {
      mark(isParked);
    }
  }

  /** Nobody works with it, or the vehicle stands; where it is not known whether, it does not. */
  private boolean isLeft(long now) {
    return duty.state() == Duty.State.OFF || positions.at(now).speedMps() < WALKING_MPS;
  }

  private void mark(boolean isParked) {
    if (file.isEmpty()) {
      return;
    }
    try {
      if (isParked) {
        Files.writeString(file.get(), "");
      } else {
        Files.deleteIfExists(file.get());
      }
      isMarked = isParked;
    } catch (IOException e) { // tried again when next looked
      Logger.tag("app").warn("{}: {}", file.get(), e.getMessage());
    }
  }
}
