package org.outrider.hal.sim;

import java.time.Duration;
import java.time.Instant;
import org.outrider.hal.clock.ClockQuality;
import org.outrider.hal.clock.UnitClock;

/**
 * A clock that stands still until it is moved; who waits on it waits for the hand that moves it.
 */
public final class ManualClock implements UnitClock {
  private Instant utc;
  private long nanos = 1;
  private ClockQuality quality =
      new ClockQuality(ClockQuality.Source.GNSS, Duration.ofMillis(20), true);

  public ManualClock(Instant start) {
    this.utc = start;
  }

  /** Both clocks go forward together. */
  public synchronized void advance(Duration time) {
    nanos += time.toNanos();
    utc = utc.plus(time);
    notifyAll();
  }

  /** UTC jumps, the monotonic clock does not: what a time daemon's step looks like. */
  public synchronized void stepUtc(Duration by) {
    utc = utc.plus(by);
  }

  /** Sets what {@link #quality} answers. */
  public synchronized void quality(ClockQuality now) {
    quality = now;
  }

  @Override
  public synchronized long monotonicNanos() {
    return nanos;
  }

  @Override
  public synchronized Instant utc() {
    return utc;
  }

  @Override
  public synchronized ClockQuality quality() {
    return quality;
  }

  @Override
  public synchronized void awaitNanos(long until) throws InterruptedException {
    while (nanos < until) {
      wait();
    }
  }
}
