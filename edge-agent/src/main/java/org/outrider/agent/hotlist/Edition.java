package org.outrider.agent.hotlist;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which list in which version: what every read says it was compared with (HL-03).
 *
 * @param listId which list
 * @param version of it
 * @param builtAt when its source made it; null for a list that is kept here and never grows old
 */
public record Edition(String listId, String version, @Nullable Instant builtAt) {

  /** How old it is; zero when it never grows old, or says to come from the future. */
  public Duration age(Instant now) {
    if (builtAt == null) {
      return Duration.ZERO;
    }
    Duration age = Duration.between(builtAt, now);
    return age.isNegative() ? Duration.ZERO : age;
  }

  /** As {@code list@version}. */
  @Override
  public String toString() {
    return listId + "@" + version;
  }
}
