package org.outrider.central;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.tinylog.Logger;

/**
 * Counts what is refused. Each unit's first refusal for a cause is logged, then every tenth power,
 * so that a unit cannot fill the log.
 */
final class Refusals {
  private static final int MOST = 10_000;

  private final Map<String, Long> byCause = new TreeMap<>();
  private final Map<String, Long> byUnit =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST;
        }
      };

  /**
   * Counts one.
   *
   * @param cause one of a few words
   * @param detail for the log
   */
  synchronized void count(String unit, String cause, String detail) {
    byCause.merge(cause, 1L, Long::sum);
    long count = byUnit.merge(unit + " " + cause, 1L, Long::sum);
    long power = 1;
    while (power < count) {
      power *= 10;
    }
    if (power == count) {
      Logger.tag("central").warn("{}: {} refused ({}): {}", unit, count, cause, detail);
    }
  }

  synchronized Map<String, Long> counts() {
    return new TreeMap<>(byCause);
  }
}
