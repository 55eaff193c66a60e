package org.outrider.hal.clock;

import java.time.Duration;
import java.time.Instant;

/**
 * The unit's time. Everything that needs to know or to wait asks this, so that tests can hold it.
 */
public interface UnitClock {

  /** Nanoseconds that only go forward. */
  long monotonicNanos();

  /** Time of day. */
  Instant utc();

  /** How far {@link #utc} can be trusted now. */
  ClockQuality quality();

  /** Waits until {@link #monotonicNanos} has reached {@code nanos}. */
  void awaitNanos(long nanos) throws InterruptedException;

  /** Waits for a while. */
  default void pause(Duration time) throws InterruptedException {
    awaitNanos(monotonicNanos() + time.toNanos());
  }

  /** Both clocks now. */
  default CaptureStamp stamp() {
    return new CaptureStamp(monotonicNanos(), utc(), quality());
  }
}
