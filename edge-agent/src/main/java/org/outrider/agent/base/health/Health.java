package org.outrider.agent.base.health;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.tinylog.Logger;

/**
 * What is wrong now, and how often what happened. A fault is logged when it comes and when it goes.
 */
public final class Health {
  private final Map<String, Fault> faults = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> counters = new ConcurrentSkipListMap<>();

  /** Raises a fault, or replaces the cause of one that stands. */
  public void raise(String code, String subject, String cause) {
    Fault fault = new Fault(code, subject, cause);
    if (faults.put(code + "/" + subject, fault) == null) {
      Logger.tag("health").warn("fault {} {}: {}", code, subject, cause);
    }
    count("fault." + code.toLowerCase(java.util.Locale.ROOT));
  }

  /** Takes a fault back; nothing happens when it did not stand. */
  public void clear(String code, String subject) {
    if (faults.remove(code + "/" + subject) != null) {
      Logger.tag("health").info("cleared {} {}", code, subject);
    }
  }

  /** All faults that stand. */
  public List<Fault> faults() {
    return faults.values().stream()
        .sorted(java.util.Comparator.comparing(Fault::code).thenComparing(Fault::subject))
        .toList();
  }

  /** Counts one more of something. */
  public void count(String what) {
    counters.computeIfAbsent(what, k -> new LongAdder()).increment();
  }

  /** How often something was counted. */
  public long counted(String what) {
    LongAdder counter = counters.get(what);
    return counter == null ? 0 : counter.sum();
  }

  /** All counters by name. */
  public Map<String, Long> counters() {
    Map<String, Long> out = new TreeMap<>();
    counters.forEach((k, v) -> out.put(k, v.sum()));
    return out;
  }
}
