package org.outrider.agent.hotlist.release;

import java.time.Instant;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.Counted;
import org.outrider.agent.hotlist.HotListException;

/** Conditions under which a release may replace the list in force. */
final class ReleaseChecks {
  private ReleaseChecks() {}

  /**
   * @throws HotListException when the rules, or the version in force, forbid the release
   */
  static void check(
      HotListManifest m, @Nullable ActiveRelease active, ImportRules rules, Instant now)
      throws HotListException {
    String what = m.listId() + " version " + m.version() + ": ";
    if (!rules.sources().isEmpty() && !rules.sources().contains(m.source())) {
      throw new HotListException(
          what
              + "source %s, expected any of %s (HL-07)"
                  .formatted(m.source(), new TreeSet<>(rules.sources())));
    }
    if (m.validUntil() != null && !now.isBefore(m.validUntil())) {
      throw new HotListException(what + "was valid until " + m.validUntil());
    }
    if (active != null && m.version() <= active.effectiveVersion()) {
      throw new HotListException(
          what
              + "version %d is in force, expected a higher one"
                  .formatted(active.effectiveVersion()));
    }
    @Nullable Long base = m.baseVersion();
    if (base != null && (active == null || base != active.version())) {
      throw new HotListException(
          what
              + "changes version %d, but %s is in force"
                  .formatted(base, active == null ? "none" : active.version()));
    }
    if (m.isFull()
        && active != null
        && m.expectedRecords() == null
        && m.recordCount() < active.records() * (1 - rules.mostShrink())) {
      throw new HotListException(
          what
              + "%s after %d, expected to shrink by %.0f %% at most (build --expect-rows states a smaller list)"
                  .formatted(
                      Counted.of(m.recordCount(), "record"),
                      active.records(),
                      100 * rules.mostShrink()));
    }
  }

  /**
   * @param inForce when the list in force was extracted; null for none
   * @param latest date that an extract may have
   * @throws HotListException when the extract is older than the one in force, or from the future
   */
  static void checkDates(HotListManifest m, @Nullable Instant inForce, Instant latest)
      throws HotListException {
    String what = m.listId() + " version " + m.version() + ": ";
    if (m.sourceExtractAt().isAfter(latest)) {
      throw new HotListException(
          what
              + "extracted at %s, expected %s at the latest: correct the date, or this unit's clock"
                  .formatted(m.sourceExtractAt(), latest));
    }
    if (inForce != null && !inForce.isAfter(latest) && m.sourceExtractAt().isBefore(inForce)) {
      throw new HotListException(
          what
              + "extracted at %s, but the list in force at %s: expected a newer extract"
                  .formatted(m.sourceExtractAt(), inForce));
    }
  }
}
