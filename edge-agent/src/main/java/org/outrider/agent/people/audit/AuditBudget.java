package org.outrider.agent.people.audit;

import java.time.Duration;
import java.util.OptionalInt;
import org.outrider.hal.clock.UnitClock;

/**
 * Number of events that people who have not proved who they are may cause: some at once, then one
 * in a while. The others are counted, and the next event says how many there were. Safe for several
 * threads.
 */
final class AuditBudget {
  private static final int AT_ONCE = 60;
  private static final Duration ONE_IN = Duration.ofMinutes(1);

  private final UnitClock clock;
  private double left = AT_ONCE;
  private long looked;
  private int skipped;

  AuditBudget(UnitClock clock) {
    this.clock = clock;
    this.looked = clock.monotonicNanos();
  }

  /** Events that were not written since the last one; empty when this one is only counted too. */
  synchronized OptionalInt take() {
    long now = clock.monotonicNanos();
    left = Math.min(AT_ONCE, left + (double) (now - looked) / ONE_IN.toNanos());
    looked = now;
    if (left < 1) {
      skipped++;
      return OptionalInt.empty();
    }
    left--;
    int before = skipped;
    skipped = 0;
    return OptionalInt.of(before);
  }
}
