package org.outrider.hal.driver.video;

import java.time.Duration;
import org.outrider.hal.clock.UnitClock;

/** Holds a recorded source to the rate at which it was recorded. */
final class Pace {
  private final UnitClock clock;
  private final long intervalNanos;
  private long dueNanos = Long.MIN_VALUE;

  /**
   * @param interval zero: no waiting at all
   */
  Pace(UnitClock clock, Duration interval) {
    this.clock = clock;
    this.intervalNanos = interval.toNanos();
  }

  void await() throws InterruptedException {
    if (intervalNanos == 0) {
      return;
    }
    long now = clock.monotonicNanos();
    // A reader that fell behind is not chased with a burst of frames.
    dueNanos =
        dueNanos == Long.MIN_VALUE ? now : Math.max(dueNanos + intervalNanos, now - intervalNanos);
    clock.awaitNanos(dueNanos);
  }

  /** Waits until a frame is due by the recording's own time, counted from its first frame. */
  void await(long mediaNanos) throws InterruptedException {
    if (intervalNanos == 0) {
      return;
    }
    long now = clock.monotonicNanos();
    if (dueNanos == Long.MIN_VALUE || now > dueNanos + mediaNanos + intervalNanos) {
      dueNanos = now - mediaNanos; // the start, moved on for a reader that fell behind
    }
    clock.awaitNanos(dueNanos + mediaNanos);
  }
}
