package org.outrider.agent.policy;

import java.util.List;
import java.util.Set;

/**
 * One thing on which agencies differ.
 *
 * @param key as a profile says it, such as {@code retention.central.max_days}
 * @param safest what holds where a profile says nothing
 * @param conflict number of the conflict between policies that it solves, such as {@code K-01}
 * @param requirement the requirement that it serves, such as {@code RET-01}
 * @param meaning one line
 * @param isActedOn whether this software does something by it yet; else it is only kept and shown
 */
public record Setting<T>(
    String key,
    Kind<T> kind,
    T safest,
    String conflict,
    String requirement,
    String meaning,
    boolean isActedOn) {

  /** What may be said, for people. */
  public String expected() {
    return kind.expected();
  }

  /** Whether two values say the same; the order of words says nothing. */
  boolean isSame(Object one, Object other) {
    if (one instanceof List<?> a && other instanceof List<?> b) {
      return Set.copyOf(a).equals(Set.copyOf(b));
    }
    return one.equals(other);
  }

  /** A value as a profile says it. */
  @SuppressWarnings("unchecked") // values are only ever put in under their own setting
  String text(Object value) {
    return kind.text((T) value);
  }
}
