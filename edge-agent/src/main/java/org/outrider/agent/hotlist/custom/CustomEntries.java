package org.outrider.agent.hotlist.custom;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.MemoryHotList;
import org.outrider.agent.hotlist.PlatePattern;
import org.outrider.agent.hotlist.custom.CustomEntry.Status;
import org.outrider.agent.plate.PlateText;
import org.outrider.agent.read.Ids;

/**
 * The entries that people made on this unit, and who may do what with them. Whatever is refused is
 * refused with every reason at once, and nothing has changed.
 */
public final class CustomEntries {
  /** The list that they make up. */
  public static final String LIST_ID = "custom";

  private static final Actor UNIT = new Actor("unit", "unit");

  private final CustomStore store;
  private final CustomRules rules;

  public CustomEntries(CustomStore store, CustomRules rules) {
    this.store = store;
    this.rules = rules;
  }

  /** All entries that are not over, oldest first. */
  public List<CustomEntry> all() throws HotListException {
    return store.entries();
  }

  /** Those that somebody should look at: still in force, and not looked at for too long (HL-11). */
  public List<CustomEntry> dueForReview(Instant now) throws HotListException {
    return store.entries().stream()
        .filter(e -> !e.reviewAt().isAfter(now) && !isExpired(e, now))
        .toList();
  }

  /**
   * One entry.
   *
   * @throws HotListException when there is none of that id
   */
  public CustomEntry find(String entryId) throws HotListException {
    for (CustomEntry e : store.entries()) {
      if (e.entryId().equals(entryId)) {
        return e;
      }
    }
    throw new HotListException("entry " + entryId + ": not known, expected the id of an entry");
  }

  /** What matches: each entry until its own end, so that the list itself never grows old. */
  public HotList list() throws HotListException {
    List<HotListEntry> out = new ArrayList<>();
    for (CustomEntry e : store.entries()) {
      if (matches(e)) {
        out.add(e.listed());
      }
    }
    return new MemoryHotList(new Edition(LIST_ID, String.valueOf(store.version()), null), out);
  }

  private boolean matches(CustomEntry e) {
    boolean isIn =
        e.status() == Status.ACTIVE
            || (e.status() == Status.PENDING && rules.isMatchedBeforeApproval());
    boolean isVerified = e.draft().verifiedBySystem() != null || !rules.isVerificationRequired();
    return isIn && isVerified && !rules.forbidden().contains(e.draft().category());
  }

  private static boolean isExpired(CustomEntry e, Instant now) {
    @Nullable Instant end = e.draft().expiresAt();
    return end != null && !now.isBefore(end);
  }

  // --- making ----------------------------------------------------------------------------------

  /**
   * Makes an entry. It is in force at once when the maker may create entries and nobody else must
   * approve them; else it waits.
   */
  public Change add(EntryDraft draft, Actor by, Instant now) throws HotListException {
    List<String> problems = new ArrayList<>();
    boolean mayCreate = rules.createRoles().contains(by.role());
    if (!mayCreate && !rules.requestRoles().contains(by.role())) {
      problems.add(roleProblem(by, "make or ask for entries", rules.requestRoles()));
    }
    plate(draft, problems);
    purpose(draft, by, problems);
    fields(draft, problems);
    expiry(draft.expiresAt(), now, problems);
    refuse("entry", problems);
    boolean isApproved = mayCreate && rules.approval().equals("none");
    return save(
        "add",
        by,
        now,
        new CustomEntry(
            Ids.next(now).toString(),
            draft,
            isApproved ? Status.ACTIVE : Status.PENDING,
            by,
            isApproved ? by : null,
            now,
            now.plus(rules.reviewEvery()),
            "",
            now));
  }

  private void plate(EntryDraft draft, List<String> problems) {
    boolean isPattern = PlatePattern.isPattern(draft.plate());
    int known =
        isPattern
            ? PlatePattern.of(draft.plate()).knownChars()
            : PlateText.of(draft.plate()).index().length();
    int least = isPattern ? rules.leastPatternChars() : 2;
    if (known < least || known > 15) {
      problems.add(
          "plate: %d known characters, expected %d to 15%s"
              .formatted(known, least, isPattern ? " in a partial one" : ""));
    }
    if (draft.state() != null && !draft.state().matches("[A-Z]{2}(-[A-Z0-9]{1,3})?")) {
      problems.add("state: \"" + draft.state() + "\", expected ISO 3166-2 such as US-CT");
    }
    if (rules.forbidden().contains(draft.category())) {
      problems.add("category: " + draft.category() + " is forbidden by the profile");
    }
    if (draft.priority() < 0 || draft.priority() > 100) {
      problems.add("priority: " + draft.priority() + ", expected 0 to 100");
    }
  }

  private void purpose(EntryDraft draft, Actor by, List<String> problems) {
    String purpose = draft.fields().getOrDefault("purpose_code", "");
    @Nullable String basis = draft.exceptionBasis();
    if (purpose.isBlank()) {
      problems.add("purpose_code: (missing), an entry is held against the forbidden ones by it");
    } else if (basis == null) {
      if (!rules.purposes().test(purpose)) {
        problems.add("purpose_code: \"" + purpose + "\" is not permitted by the profile");
      }
    } else if (!purpose.equals(CustomRules.EXCEPTION_PURPOSE)) {
      problems.add("exception basis: there is none for the purpose \"" + purpose + "\"");
    } else if (!rules.exceptionBases().contains(basis)) {
      problems.add(
          "exception basis: \"%s\", expected any of %s"
              .formatted(basis, new TreeSet<>(rules.exceptionBases())));
    } else if (!by.role().equals("administrator")) {
      problems.add("exception basis: for administrators alone, not for a " + by.role());
    }
    if (rules.isSuspicionRequired() && !draft.isSuspicionAttested()) {
      problems.add("reasonable suspicion: not attested, the profile demands it");
    }
  }

  private void fields(EntryDraft draft, List<String> problems) {
    for (String name : new TreeSet<>(rules.requiredFields())) {
      if (draft.fields().getOrDefault(name, "").isBlank()) {
        problems.add(name + ": (missing), the profile demands it");
      }
    }
  }

  private void expiry(@Nullable Instant end, Instant now, List<String> problems) {
    if (end == null) {
      if (rules.isExpiryRequired()) {
        problems.add("expires_at: (missing), the profile demands it");
      }
    } else if (!end.isAfter(now)) {
      problems.add("expires_at: " + end + ", expected a time after now");
    } else if (end.isAfter(now.plus(rules.longest()))) {
      problems.add(
          "expires_at: %s, expected at most %d days from now"
              .formatted(end, rules.longest().toDays()));
    }
  }

  // --- what becomes of it ----------------------------------------------------------------------

  /** Lets an entry through; whoever made it cannot. */
  public Change approve(String entryId, Actor by, Instant now) throws HotListException {
    CustomEntry e = find(entryId);
    List<String> problems = new ArrayList<>();
    if (e.status() != Status.PENDING) {
      problems.add("is " + lower(e.status()) + ", only a pending one can be approved");
    }
    approver(e, by, problems);
    refuse("entry " + entryId, problems);
    return save("approve", by, now, e.with(e.draft(), Status.ACTIVE, by, e.reviewAt(), "", now));
  }

  private void approver(CustomEntry e, Actor by, List<String> problems) {
    boolean may =
        rules.approval().equals("none")
            ? rules.createRoles().contains(by.role())
            : by.isAtLeast(rules.approval());
    if (!may) {
      problems.add(
          "a %s cannot approve, expected %s"
              .formatted(
                  by.role(),
                  rules.approval().equals("none")
                      ? new TreeSet<>(rules.createRoles())
                      : rules.approval()));
    }
    if (e.createdBy().userId().equals(by.userId())) {
      problems.add(by.userId() + " made it, somebody else must approve it");
    }
  }

  /** Refuses a pending entry. */
  public Change reject(String entryId, String reason, Actor by, Instant now)
      throws HotListException {
    CustomEntry e = find(entryId);
    List<String> problems = new ArrayList<>();
    if (e.status() != Status.PENDING) {
      problems.add("is " + lower(e.status()) + ", only a pending one can be rejected");
    }
    approver(e, by, problems);
    reason(reason, problems);
    refuse("entry " + entryId, problems);
    return save(
        "reject",
        by,
        now,
        e.with(e.draft(), Status.REJECTED, e.approvedBy(), e.reviewAt(), reason, now));
  }

  /** Notes through what the plate was verified (HL-12). */
  public Change verify(String entryId, String system, Actor by, Instant now)
      throws HotListException {
    CustomEntry e = find(entryId);
    List<String> problems = new ArrayList<>();
    if (!rules.requestRoles().contains(by.role()) && !rules.createRoles().contains(by.role())) {
      problems.add(roleProblem(by, "verify plates", rules.requestRoles()));
    }
    refuse("entry " + entryId, problems);
    return save(
        "verify",
        by,
        now,
        e.with(e.draft().verifiedBy(system), e.status(), e.approvedBy(), e.reviewAt(), "", now));
  }

  /** Looked at: it still holds. */
  public Change review(String entryId, Actor by, Instant now) throws HotListException {
    CustomEntry e = find(entryId);
    refuse("entry " + entryId, keeper(by));
    return save(
        "review",
        by,
        now,
        e.with(e.draft(), e.status(), e.approvedBy(), now.plus(rules.reviewEvery()), "", now));
  }

  /** Gives an entry a later end, within the same limit as a new one. */
  public Change renew(String entryId, Instant until, Actor by, Instant now)
      throws HotListException {
    CustomEntry e = find(entryId);
    List<String> problems = keeper(by);
    expiry(until, now, problems);
    refuse("entry " + entryId, problems);
    return save(
        "renew",
        by,
        now,
        e.with(
            e.draft().until(until),
            e.status(),
            e.approvedBy(),
            now.plus(rules.reviewEvery()),
            "",
            now));
  }

  /** The vehicle was found: the entry is over at once (HL-10). Anybody who may ask may say so. */
  public Change locate(String entryId, Actor by, Instant now) throws HotListException {
    CustomEntry e = find(entryId);
    List<String> problems = new ArrayList<>();
    if (!rules.requestRoles().contains(by.role()) && !rules.createRoles().contains(by.role())) {
      problems.add(roleProblem(by, "mark vehicles as located", rules.requestRoles()));
    }
    refuse("entry " + entryId, problems);
    return save(
        "locate",
        by,
        now,
        e.with(e.draft(), Status.LOCATED, e.approvedBy(), e.reviewAt(), "located", now));
  }

  /** Takes an entry out, for a reason (HL-11). */
  public Change remove(String entryId, String reason, Actor by, Instant now)
      throws HotListException {
    CustomEntry e = find(entryId);
    List<String> problems = keeper(by);
    reason(reason, problems);
    refuse("entry " + entryId, problems);
    return save(
        "remove",
        by,
        now,
        e.with(e.draft(), Status.REMOVED, e.approvedBy(), e.reviewAt(), reason, now));
  }

  /** Takes out what has come to its end, and says so; it has not matched since. */
  public List<Change> expire(Instant now) throws HotListException {
    List<Change> out = new ArrayList<>();
    for (CustomEntry e : store.entries()) {
      if (isExpired(e, now)) {
        out.add(
            save(
                "expire",
                UNIT,
                now,
                e.with(e.draft(), Status.EXPIRED, e.approvedBy(), e.reviewAt(), "expired", now)));
      }
    }
    return out;
  }

  /** Supervisors and administrators keep entries; officers ask (requirements 4.2). */
  private static List<String> keeper(Actor by) {
    List<String> problems = new ArrayList<>();
    if (!by.isAtLeast("supervisor")) {
      problems.add("a " + by.role() + " cannot change entries, expected supervisor");
    }
    return problems;
  }

  private static void reason(String reason, List<String> problems) {
    if (reason.isBlank()) {
      problems.add("reason: (missing), expected why");
    }
  }

  private static String roleProblem(Actor by, String what, java.util.Set<String> roles) {
    return "role: a %s cannot %s, expected any of %s"
        .formatted(by.role(), what, new TreeSet<>(roles));
  }

  private static void refuse(String what, List<String> problems) throws HotListException {
    if (!problems.isEmpty()) {
      throw new HotListException(what + ": " + String.join("; ", problems));
    }
  }

  private Change save(String op, Actor by, Instant now, CustomEntry entry) throws HotListException {
    Change change = new Change(Ids.next(now).toString(), op, by, now, entry);
    store.save(change);
    return change;
  }

  private static String lower(Status status) {
    return status.name().toLowerCase(java.util.Locale.ROOT);
  }
}
