package org.outrider.agent.people.iam;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.outrider.hal.clock.UnitClock;

/**
 * Delays that grow with failed attempts (NIST SP 800-63B 5.2.2): none for the first ones, then one
 * second, doubled with each further failure up to a longest delay. Attempts during a delay do not
 * prolong it. Bounded memory, by the monotonic clock, safe for several threads.
 */
final class Throttle {
  private static final int MOST_KEYS = 4096;

  /** Time without a failure after which all is forgotten. */
  private static final Duration MEMORY = Duration.ofHours(1);

  private final int free;
  private final Duration longest;
  private final UnitClock clock;
  private final Map<String, Failures> byKey =
      new LinkedHashMap<>(16, .75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > MOST_KEYS;
        }
      };

  private record Failures(int count, long last, long until) {}

  /**
   * @param free failures that cause no delay
   * @param longest delay
   */
  Throttle(int free, Duration longest, UnitClock clock) {
    this.free = free;
    this.longest = longest;
    this.clock = clock;
  }

  /** Time until the next attempt; zero when it can be made now. */
  synchronized Duration delay(String key) {
    Failures failures = byKey.get(key);
    long left = failures == null ? 0 : failures.until() - clock.monotonicNanos();
    return left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
  }

  /** An attempt failed. */
  synchronized void failed(String key) {
    long now = clock.monotonicNanos();
    Failures before = byKey.get(key);
    int count = 1;
    if (before != null && now - before.last() < MEMORY.toNanos()) {
      count += before.count();
    }
    int over = count - free;
    Duration delay = over <= 0 ? Duration.ZERO : Duration.ofSeconds(1L << Math.min(over - 1, 20));
    long nanos = (delay.compareTo(longest) > 0 ? longest : delay).toNanos();
    byKey.put(key, new Failures(count, now, now + nanos));
  }

  /** An attempt succeeded: nothing is held against the key any more. */
  synchronized void succeeded(String key) {
    byKey.remove(key);
  }
}
