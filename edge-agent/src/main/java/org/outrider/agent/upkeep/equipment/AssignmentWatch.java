package org.outrider.agent.upkeep.equipment;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.outrider.agent.base.read.ReadPosition;
import org.outrider.agent.upkeep.inventory.Assignment;
import org.outrider.hal.clock.ClockQuality;
import org.outrider.hal.probe.Part;

/**
 * Tells whether a unit is where it was assigned to be. What is not known does not stop it: without
 * a fix of the moment it stays as it was, and the day counts only while the clock is followed.
 */
public final class AssignmentWatch {
  private final Assignment assignment;
  private final List<Part> parts;
  private boolean isOutside;

  /**
   * Watches one unit.
   *
   * @param parts what it consists of
   */
  public AssignmentWatch(Assignment assignment, List<Part> parts) {
    this.assignment = assignment;
    this.parts = List.copyOf(parts);
  }

  /** Why the unit must not read now; empty where it may. */
  public Optional<String> objection(ReadPosition at, Instant now, ClockQuality quality) {
    String wanted = assignment.boardSerial();
    Optional<Part> board = parts.stream().filter(p -> p.type().equals("board")).findFirst();
    if (!wanted.isEmpty() && !board.map(Part::serial).orElse("").equals(wanted)) {
      return Optional.of(
          "board %s, assigned to %s"
              .formatted(
                  board.map(Part::serial).filter(s -> !s.isEmpty()).orElse("unknown"), wanted));
    }
    Optional<LocalDate> last = assignment.validUntil();
    if (last.isPresent()
        && quality.synced()
        && LocalDate.ofInstant(now, ZoneOffset.UTC).isAfter(last.get())) {
      return Optional.of("the assignment ended on " + last.get());
    }
    return assignment.area().flatMap(area -> outside(area, at));
  }

  private Optional<String> outside(Assignment.Area area, ReadPosition at) {
    double far = area.distanceM(at.latitudeDeg(), at.longitudeDeg());
    boolean isOfNow =
        switch (at.source()) {
          case GNSS, SIMULATED, SURVEYED -> true;
          case LAST_KNOWN, NONE -> false;
        };
    if (isOfNow) {
      double doubtM = Double.isNaN(at.accuracyM()) ? 0 : at.accuracyM();
      isOutside = isOutside ? far + doubtM > area.radiusM() : far - doubtM > area.radiusM();
    }
    return isOutside
        ? Optional.of(
            isOfNow
                ? "%.0f m from where it is assigned, expected %.0f m at most"
                    .formatted(far, area.radiusM())
                : "was outside of where it is assigned when it last knew where it is")
        : Optional.empty();
  }
}
