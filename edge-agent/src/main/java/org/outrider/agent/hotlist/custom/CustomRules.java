package org.outrider.agent.hotlist.custom;

import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;
import org.outrider.agent.hotlist.Category;

/**
 * What the agency's policy says of entries that people make (K-10 to K-13).
 *
 * @param requestRoles who may ask for one
 * @param createRoles whose entry needs nobody's leave, unless {@code approval} says otherwise
 * @param approval none, supervisor or administrator: who must approve every entry
 * @param isMatchedBeforeApproval whether an entry matches on its unit while it waits
 * @param requiredFields names of the draft's fields
 * @param isExpiryRequired whether an entry must end
 * @param longest that it may last from now
 * @param reviewEvery after which it is due for review
 * @param isVerificationRequired whether it waits until its plate is verified
 * @param isSuspicionRequired whether reasonable suspicion must be attested
 * @param forbidden categories
 * @param purposes which ones are permitted
 * @param exceptionBases statutory bases for civil immigration, for administrators alone
 * @param leastPatternChars known characters of a partial plate
 */
public record CustomRules(
    Set<String> requestRoles,
    Set<String> createRoles,
    String approval,
    boolean isMatchedBeforeApproval,
    Set<String> requiredFields,
    boolean isExpiryRequired,
    Duration longest,
    Duration reviewEvery,
    boolean isVerificationRequired,
    boolean isSuspicionRequired,
    Set<Category> forbidden,
    Predicate<String> purposes,
    Set<String> exceptionBases,
    int leastPatternChars) {
  /** The one purpose that a statute may except (Conn. Gen. Stat. 54-192h(b)(1)(A)). */
  static final String EXCEPTION_PURPOSE = "civil_immigration";

  public CustomRules {
    requestRoles = Set.copyOf(requestRoles);
    createRoles = Set.copyOf(createRoles);
    requiredFields = Set.copyOf(requiredFields);
    forbidden = Set.copyOf(forbidden);
    exceptionBases = Set.copyOf(exceptionBases);
  }

  /** Whether it may match at all, whoever approves it. */
  boolean isFit(EntryDraft draft) {
    return (draft.verifiedBySystem() != null || !isVerificationRequired)
        && !forbidden.contains(draft.category());
  }

  /** Whether it belongs on a list: approved, and fit to match. */
  public boolean isListed(CustomEntry entry) {
    return entry.status() == CustomEntry.Status.ACTIVE && isFit(entry.draft());
  }
}
