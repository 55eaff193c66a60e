package org.outrider.agent.upkeep.inventory;

import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a unit that stands was found to stand, by somebody who was there (CAP-05).
 *
 * @param by who surveyed it
 * @param on day; empty where nobody said
 * @param movedM from so far away on it does not stand there any more, metres
 */
public record Survey(
    double latitudeDeg, double longitudeDeg, String by, Optional<LocalDate> on, double movedM) {
  /** Further than a receiver beside buildings errs, nearer than the next corner. */
  public static final double USUAL_MOVE_M = 50;

  /** How far a place is from it, in metres. */
  public double distanceM(double latDeg, double lonDeg) {
    return new Assignment.Area(latitudeDeg, longitudeDeg, movedM).distanceM(latDeg, lonDeg);
  }

  /** Tells this survey from the next. */
  public String id() {
    String day = on.map(LocalDate::toString).orElse("-");
    return String.format(Locale.ROOT, "%.7f,%.7f,%s", latitudeDeg, longitudeDeg, day);
  }
}
