package org.outrider.agent.hotlist;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.people.iam.Classification;

/**
 * A listed plate. Entries are told apart by record, never by plate alone: one plate may stand in
 * several.
 *
 * @param entryId of the source record, unique in its list
 * @param plate as listed; of a pattern, {@code ?} for one and {@code *} for any characters
 * @param state issuing state, ISO 3166-2; null when the source does not say
 * @param category why it is listed
 * @param priority 0 highest to 100
 * @param classification how restricted its data is
 * @param vehicle as listed
 * @param instructions shown first and in full on the alert; may be empty
 * @param effectiveAt before which it never matches; null for at once
 * @param expiresAt from which it never matches; null for no expiry
 */
public record HotListEntry(
    String entryId,
    PlateText plate,
    @Nullable String state,
    Category category,
    int priority,
    Classification classification,
    ListedVehicle vehicle,
    String instructions,
    @Nullable Instant effectiveAt,
    @Nullable Instant expiresAt) {

  /** Whether it may match at an instant, checked when it does and not only when purged (HL-10). */
  public boolean isValidAt(Instant at) {
    return (expiresAt == null || at.isBefore(expiresAt))
        && (effectiveAt == null || !at.isBefore(effectiveAt));
  }
}
