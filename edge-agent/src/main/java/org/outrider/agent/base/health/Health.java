package org.outrider.agent.base.health;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.outrider.hal.Redaction;
import org.tinylog.Logger;

/**
 * Current faults, and counters of events. A fault is logged when it is raised and when it is
 * cleared.
 */
public final class Health {
  private record Key(FaultCode code, String subject) {}

  private final Map<Key, Fault> faults = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> counters = new ConcurrentSkipListMap<>();

  /** Raises a fault, or replaces the cause of one that is raised already. */
  public void raise(FaultCode code, String subject, String cause) {
    Fault fault = new Fault(code, subject, Redaction.of(cause));
    if (faults.put(new Key(code, subject), fault) == null) {
      Logger.tag("health").warn("fault {} {}: {}", code, fault.subject(), fault.cause());
    }
    count("fault." + code.name().toLowerCase(java.util.Locale.ROOT));
  }

  /** Clears a fault, if it is raised. */
  public void clear(FaultCode code, String subject) {
    if (faults.remove(new Key(code, subject)) != null) {
      Logger.tag("health").info("cleared {} {}", code, subject);
    }
  }

  /** All current faults, by code in the order of the alphabet and then by subject. */
  public List<Fault> faults() {
    return faults.values().stream()
        .sorted(
            java.util.Comparator.comparing((Fault f) -> f.code().name())
                .thenComparing(Fault::subject))
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
