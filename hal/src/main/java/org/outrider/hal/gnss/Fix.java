package org.outrider.hal.gnss;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A position with its time.
 *
 * @param monotonicNanos when it arrived
 * @param utc the receiver's own time of validity; null where it gave none
 * @param latitudeDeg WGS 84, north positive
 * @param longitudeDeg WGS 84, east positive
 * @param altitudeM above mean sea level; NaN where unknown
 * @param speedMps over ground; NaN where unknown
 * @param headingDeg true track, 0 to 360; NaN where unknown or standing
 * @param accuracyM horizontal error, 95 %; NaN where unknown
 * @param hdop horizontal dilution; NaN where unknown
 * @param mode 2 or 3 dimensions
 * @param source where it comes from
 */
public record Fix(
    long monotonicNanos,
    @Nullable Instant utc,
    double latitudeDeg,
    double longitudeDeg,
    double altitudeM,
    double speedMps,
    double headingDeg,
    double accuracyM,
    double hdop,
    int mode,
    Source source) {

  /** Origin of a position. */
  public enum Source {
    GNSS,
    SURVEYED,
    SIMULATED
  }

  public Fix {
    if (!(Math.abs(latitudeDeg) <= 90 && Math.abs(longitudeDeg) <= 180)) {
      throw new IllegalArgumentException(
          "position %f, %f: expected latitude -90 to 90, longitude -180 to 180"
              .formatted(latitudeDeg, longitudeDeg));
    }
  }

  /** The same position, arrived at another time. */
  public Fix arrived(long nanos) {
    return new Fix(
        nanos,
        utc,
        latitudeDeg,
        longitudeDeg,
        altitudeM,
        speedMps,
        headingDeg,
        accuracyM,
        hdop,
        mode,
        source);
  }
}
