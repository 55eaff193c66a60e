package org.outrider.agent.base.read;

import java.time.Duration;

/**
 * Where the unit was when a frame was captured.
 *
 * @param source how it is known; with NONE all numbers are NaN
 * @param fixAge age of the fix at capture; zero between two fixes
 * @param isConfirmed false for a unit that was moved since somebody surveyed where it stands
 *     (CAP-05)
 */
public record ReadPosition(
    Source source,
    double latitudeDeg,
    double longitudeDeg,
    double altitudeM,
    double accuracyM,
    double hdop,
    int mode,
    double speedMps,
    double headingDeg,
    Duration fixAge,
    boolean isConfirmed) {
  public static final ReadPosition NONE =
      new ReadPosition(
          Source.NONE,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          0,
          Double.NaN,
          Double.NaN,
          Duration.ZERO,
          true);

  /** The same of a unit that was moved. */
  public ReadPosition unconfirmed() {
    return new ReadPosition(
        source,
        latitudeDeg,
        longitudeDeg,
        altitudeM,
        accuracyM,
        hdop,
        mode,
        speedMps,
        headingDeg,
        fixAge,
        false);
  }

  /** How a position is known. */
  public enum Source {
    GNSS,
    SURVEYED,
    SIMULATED,
    LAST_KNOWN,
    NONE
  }
}
