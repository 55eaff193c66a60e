package org.outrider.agent.hotlist.custom;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.ListedVehicle;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.people.iam.Classification;

/**
 * An entry that somebody made, as it stands now.
 *
 * @param entryId UUIDv7
 * @param draft what it says
 * @param createdBy who asked for it
 * @param approvedBy who let it through; null while nobody has
 * @param reviewAt when somebody should look whether it still holds
 * @param reason why it was rejected or removed; empty before
 * @param changedAt of its newest change
 */
public record CustomEntry(
    String entryId,
    EntryDraft draft,
    Status status,
    Actor createdBy,
    @Nullable Actor approvedBy,
    Instant createdAt,
    Instant reviewAt,
    String reason,
    Instant changedAt) {

  /** Where it stands. */
  public enum Status {
    /** Waits for somebody's approval. */
    PENDING,
    ACTIVE,
    REJECTED,
    LOCATED,
    REMOVED,
    EXPIRED;

    /** Whether nothing more can become of it: it is erased. */
    public boolean isOver() {
      return this != PENDING && this != ACTIVE;
    }
  }

  /** Whether its time is over: from then on it never matches (HL-10). */
  public boolean isExpired(Instant now) {
    return draft.expiresAt() != null && !now.isBefore(draft.expiresAt());
  }

  CustomEntry with(
      EntryDraft newDraft,
      Status newStatus,
      @Nullable Actor approver,
      Instant newReview,
      String newReason,
      Instant now) {
    return new CustomEntry(
        entryId, newDraft, newStatus, createdBy, approver, createdAt, newReview, newReason, now);
  }

  /** As the matcher sees it. */
  HotListEntry listed() {
    return new HotListEntry(
        entryId,
        PlateText.of(draft.plate()),
        draft.state(),
        draft.category(),
        draft.priority(),
        Classification.LOCAL,
        ListedVehicle.of(draft.fields().getOrDefault("vehicle_description", "")),
        draft.instructions(),
        null,
        draft.expiresAt());
  }
}
