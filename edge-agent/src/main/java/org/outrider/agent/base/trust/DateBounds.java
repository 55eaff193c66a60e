package org.outrider.agent.base.trust;

import java.time.Duration;
import java.time.Instant;
import org.outrider.hal.clock.UnitClock;

/**
 * Latest date that something signed may have. A date far ahead, by mistake or malice, would
 * otherwise refuse everything that comes after it.
 */
public final class DateBounds {
  /** Difference between the clocks of the signer and of the unit. */
  private static final Duration AHEAD = Duration.ofDays(1);

  /** Of a unit whose clock is not synchronized and may be far behind. */
  private static final Duration AHEAD_UNSYNCED = Duration.ofDays(3650);

  private static final Instant PRODUCT = Instant.parse("2026-01-01T00:00:00Z");

  private DateBounds() {}

  /** Latest date at a time that is right. */
  public static Instant latest(Instant now) {
    return now.isBefore(Instant.MAX.minus(AHEAD)) ? now.plus(AHEAD) : now;
  }

  /** Latest date by a unit's clock; generous while the clock is not synchronized. */
  public static Instant latest(UnitClock clock) {
    Instant now = clock.utc();
    if (clock.stamp().quality().synced()) {
      return latest(now);
    }
    return (now.isBefore(PRODUCT) ? PRODUCT : now).plus(AHEAD_UNSYNCED);
  }
}
