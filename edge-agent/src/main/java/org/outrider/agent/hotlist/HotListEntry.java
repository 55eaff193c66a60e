package org.outrider.agent.hotlist;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.plate.PlateText;

/**
 * A listed plate.
 *
 * @param entryId of the source record; a plate may stand in several
 * @param state issuing state, ISO 3166-2; null when the source does not say
 * @param category why it is listed
 * @param priority 0 highest to 100
 * @param vehicle make, model, colour as listed; may be empty
 * @param instructions shown first and in full on the alert; may be empty
 * @param expiresAt after which it never matches; null for no expiry
 */
public record HotListEntry(
    String entryId,
    PlateText plate,
    @Nullable String state,
    Category category,
    int priority,
    String vehicle,
    String instructions,
    @Nullable Instant expiresAt) {

  /** Whether it may match at an instant (HL-10). */
  public boolean isValidAt(Instant at) {
    return expiresAt == null || at.isBefore(expiresAt);
  }
}
