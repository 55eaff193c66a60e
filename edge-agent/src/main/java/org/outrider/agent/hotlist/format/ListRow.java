package org.outrider.agent.hotlist.format;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.ListedVehicle;

/**
 * One record as a list file gives it, mapped to our words but not yet judged.
 *
 * @param line from 1
 * @param recordId of the source; the line number where the source has none
 * @param plate as written
 * @param state ISO 3166-2; null when not known
 * @param listedState what the file says in its place
 * @param code of the source
 * @param op what it does to the list that it changes
 */
public record ListRow(
    long line,
    String recordId,
    String plate,
    @Nullable String state,
    String listedState,
    String code,
    Category category,
    int priority,
    ListedVehicle vehicle,
    String instructions,
    @Nullable Instant effectiveAt,
    @Nullable Instant expiresAt,
    Op op) {

  /** What a delta does with the record; a full list only adds. */
  public enum Op {
    ADD,
    UPDATE,
    DELETE
  }
}
