package org.outrider.agent.reading.position;

import java.util.List;
import org.outrider.agent.base.read.ReadPosition;

/**
 * Ground on which nothing may be recorded (CAP-03): a polygon, closed by itself, whose sides are
 * short beside the earth.
 */
public record Zone(String name, List<Corner> corners) {

  /** A corner, WGS 84. */
  public record Corner(double latitudeDeg, double longitudeDeg) {}

  public Zone {
    corners = List.copyOf(corners);
    if (corners.size() < 3) {
      throw new IllegalArgumentException(
          "zone %s: %d corners, expected three or more".formatted(name, corners.size()));
    }
  }

  /** Whether a place lies inside; one that is not known does not. */
  public boolean contains(ReadPosition at) {
    double lat = at.latitudeDeg();
    double lon = at.longitudeDeg();
    boolean isInside = false;
    for (int i = 0; i < corners.size(); i++) {
      Corner a = corners.get(i);
      Corner b = corners.get((i + 1) % corners.size());
      boolean isCrossed = (a.latitudeDeg > lat) != (b.latitudeDeg > lat);
      if (isCrossed
          && lon
              < (b.longitudeDeg - a.longitudeDeg)
                      * (lat - a.latitudeDeg)
                      / (b.latitudeDeg - a.latitudeDeg)
                  + a.longitudeDeg) {
        isInside = !isInside;
      }
    }
    return isInside;
  }
}
