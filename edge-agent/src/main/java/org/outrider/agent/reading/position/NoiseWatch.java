package org.outrider.agent.reading.position;

import java.time.Duration;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.gnss.GnssEvent;

/**
 * Fault {@link FaultCode#GNSS_NOISE}: one damaged sentence is nothing, as one half sentence comes
 * with each opening of a line; {@link #MOST} within {@link #WINDOW} are a bad line.
 */
final class NoiseWatch {
  static final Duration WINDOW = Duration.ofSeconds(30);
  static final int MOST = 10;

  private final String part;
  private final Health health;
  private final UnitClock clock;
  private long sinceNanos;
  private int refused;

  NoiseWatch(String part, Health health, UnitClock clock) {
    this.part = part;
    this.health = health;
    this.clock = clock;
    this.sinceNanos = clock.monotonicNanos();
  }

  /** Takes what the receiver gave. */
  void saw(GnssEvent event) {
    long now = clock.monotonicNanos();
    if (now - sinceNanos > WINDOW.toNanos()) {
      if (refused < MOST) {
        health.clear(FaultCode.GNSS_NOISE, part);
      }
      sinceNanos = now;
      refused = 0;
    }
    if (event instanceof GnssEvent.Refused(String cause)) {
      refused++;
      if (refused == MOST) {
        health.raise(
            FaultCode.GNSS_NOISE,
            part,
            "%d damaged sentences or noises within %d s, the last: %s"
                .formatted(MOST, WINDOW.toSeconds(), cause));
      }
    }
  }
}
