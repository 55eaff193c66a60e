package org.outrider.hal.clock;

import java.time.Duration;

/**
 * How far UTC can be trusted.
 *
 * @param source where the time came from
 * @param uncertainty bound of the error as far as it is known
 * @param synced whether the source was being followed when the stamp was made
 */
public record ClockQuality(Source source, Duration uncertainty, boolean synced) {

  /** Origin of the time of day. */
  public enum Source {
    GNSS,
    NTP,
    RTC
  }

  /** A clock nobody has set since power-on. */
  public static ClockQuality unsynced() {
    return new ClockQuality(Source.RTC, Duration.ofDays(1), false);
  }
}
