package org.outrider.agent.record.retention;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.Counted;

/**
 * What one purge took, without any plate.
 *
 * @param purgeId names it in the audit
 * @param undelivered reads among them that central never had
 * @param oldest capture among them; null when there is none
 * @param newest capture among them; null when there is none
 */
public record Purged(
    String purgeId,
    Cause cause,
    int reads,
    int hits,
    int pictures,
    int undelivered,
    @Nullable Instant oldest,
    @Nullable Instant newest) {

  /** Why something was purged. */
  public enum Cause {
    /** Central has it, and the unit's own time is over. */
    DELIVERED,
    /** The policy's last day is over. */
    LIMIT,
    /** There is no more room. */
    SIZE;

    /** Name in records. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether it took nothing. */
  public boolean isEmpty() {
    return reads == 0 && pictures == 0;
  }

  /** As the audit says it. */
  public String words() {
    return "%s: %s, %s, %s, captured %s to %s, undelivered %d"
        .formatted(
            cause.label(),
            Counted.of(reads, "read"),
            Counted.of(hits, "hit"),
            Counted.of(pictures, "picture"),
            oldest,
            newest,
            undelivered);
  }
}
