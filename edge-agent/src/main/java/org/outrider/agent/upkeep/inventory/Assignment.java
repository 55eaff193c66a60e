package org.outrider.agent.upkeep.inventory;

import java.time.LocalDate;
import java.util.Optional;

/**
 * Where a unit may work, as the agency approved it (LOC-03).
 *
 * @param vehicle number of the vehicle, or empty
 * @param site name of the site, or empty
 * @param boardSerial of the unit it was given to; empty for any
 * @param validUntil last day; empty for no end
 * @param area empty for one that may go anywhere
 */
public record Assignment(
    String vehicle,
    String site,
    String approvedBy,
    String boardSerial,
    Optional<LocalDate> validUntil,
    Optional<Area> area) {
  /** Assigned to nothing: works anywhere. */
  public static final Assignment NONE =
      new Assignment("", "", "", "", Optional.empty(), Optional.empty());

  private static final double EARTH_RADIUS_M = 6_371_000;

  /** A circle on the ground. */
  public record Area(double latitudeDeg, double longitudeDeg, double radiusM) {
    /** How far a place is from the middle, in metres (spherical law of haversines). */
    public double distanceM(double latDeg, double lonDeg) {
      double dLat = Math.toRadians(latDeg - latitudeDeg);
      double dLon = Math.toRadians(lonDeg - longitudeDeg);
      double a =
          Math.pow(Math.sin(dLat / 2), 2)
              + Math.cos(Math.toRadians(latitudeDeg))
                  * Math.cos(Math.toRadians(latDeg))
                  * Math.pow(Math.sin(dLon / 2), 2);
      return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(a)));
    }
  }

  /** Whether anything is assigned. */
  public boolean isSet() {
    return !vehicle.isEmpty() || !site.isEmpty();
  }
}
