package org.outrider.agent.console;

import java.time.Duration;
import org.outrider.agent.base.Counted;
import org.outrider.hal.clock.UnitClock;
import org.tinylog.Logger;

/**
 * Number of requests refused because nobody was logged on. Anybody can send any number of them, so
 * that they are no events of the audit trail; the log has their number once a minute at most. Safe
 * for several threads.
 */
final class Strangers {
  private static final Duration QUIET = Duration.ofMinutes(1);

  private final UnitClock clock;
  private long count;
  private long logged;
  private long loggedNanos;

  Strangers(UnitClock clock) {
    this.clock = clock;
    this.loggedNanos = clock.monotonicNanos() - QUIET.toNanos();
  }

  /**
   * One more.
   *
   * @param address that it came from
   */
  synchronized void count(String address) {
    count++;
    long now = clock.monotonicNanos();
    if (now - loggedNanos >= QUIET.toNanos()) {
      Logger.tag("console")
          .info(
              "{} without a session refused, the last from {}",
              Counted.of(count - logged, "request"),
              address);
      logged = count;
      loggedNanos = now;
    }
  }

  /** All since the start. */
  synchronized long count() {
    return count;
  }
}
