package org.outrider.agent.policy;

import java.util.List;
import java.util.Set;

/**
 * Choice on which agencies differ.
 *
 * @param key path in a profile, such as {@code retention.central.max_days}
 * @param safest value where a profile is silent
 * @param conflict number of the conflict between policies that it resolves, such as {@code K-01}
 * @param requirement requirement that it serves, such as {@code RET-01}
 * @param meaning one line
 * @param isActedOn whether the software obeys it; otherwise it is only read, checked and displayed
 */
public record Setting<T>(
    String key,
    Kind<T> kind,
    T safest,
    String conflict,
    String requirement,
    String meaning,
    boolean isActedOn) {

  /** Safest value, in a profile's notation. */
  public String safestText() {
    return kind.text(safest);
  }

  /** Permitted values, for people. */
  public String expected() {
    return kind.expected();
  }

  /** Equality of two values, regardless of the order of words. */
  boolean isSame(Object one, Object other) {
    if (one instanceof List<?> a && other instanceof List<?> b) {
      return Set.copyOf(a).equals(Set.copyOf(b));
    }
    return one.equals(other);
  }

  /** A value in a profile's notation. */
  @SuppressWarnings("unchecked") // values are only ever put in under their own setting
  String text(Object value) {
    return kind.text((T) value);
  }
}
