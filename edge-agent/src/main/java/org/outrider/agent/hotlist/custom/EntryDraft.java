package org.outrider.agent.hotlist.custom;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.hotlist.Category;

/**
 * What somebody wants listed.
 *
 * @param plate as written; {@code ?} for one and {@code *} for any unknown characters
 * @param state issuing state, ISO 3166-2; null when unknown
 * @param priority 0 highest to 100
 * @param instructions to the officer who meets it; may be empty
 * @param fields by the names of the profile, such as {@code case_number}
 * @param isSuspicionAttested whether the maker attests reasonable suspicion
 * @param exceptionBasis for a purpose that is otherwise forbidden
 * @param verifiedBySystem through what the plate was verified; null when it was not
 * @param expiresAt null for no end
 */
public record EntryDraft(
    String plate,
    @Nullable String state,
    Category category,
    int priority,
    String instructions,
    Map<String, String> fields,
    boolean isSuspicionAttested,
    @Nullable String exceptionBasis,
    @Nullable String verifiedBySystem,
    @Nullable Instant expiresAt) {
  public EntryDraft {
    fields = Map.copyOf(fields);
  }

  EntryDraft verifiedBy(String system) {
    return new EntryDraft(
        plate,
        state,
        category,
        priority,
        instructions,
        fields,
        isSuspicionAttested,
        exceptionBasis,
        system,
        expiresAt);
  }

  EntryDraft until(Instant end) {
    return new EntryDraft(
        plate,
        state,
        category,
        priority,
        instructions,
        fields,
        isSuspicionAttested,
        exceptionBasis,
        verifiedBySystem,
        end);
  }
}
