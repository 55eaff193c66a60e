package org.outrider.agent.record.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the agency's policy says of keeping, on two clocks: that of the policy runs from capture and
 * binds central and unit alike; that of the unit runs from the moment at which central had stored a
 * read and all that belongs to it.
 *
 * @param keepsHitsOnly whether reads without a hit are not stored at all
 * @param hitsAfterStored how long the unit keeps a read with a hit that central has
 * @param readsAfterStored the same for one without
 * @param least time from capture for which central must keep it; empty for none
 * @param most time from capture after which nothing is left anywhere; empty for none
 * @param purgesUndelivered whether that holds as well for what central never had
 * @param mostBytes that the unit's database may take; what goes first then stands in {@code
 *     docs/retention.md}
 */
public record RetentionRules(
    boolean keepsHitsOnly,
    Duration hitsAfterStored,
    Duration readsAfterStored,
    Optional<Duration> least,
    Optional<Duration> most,
    boolean purgesUndelivered,
    long mostBytes) {

  /** Before which central must not purge what was captured then. */
  public Optional<Instant> notBefore(Instant captured) {
    return least.map(captured::plus);
  }

  /** After which nothing of what was captured then may be left. */
  public Optional<Instant> purgeAfter(Instant captured) {
    return most.map(captured::plus);
  }
}
