package org.outrider.agent.hotlist.custom;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.read.Ids;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.MemoryHotList;
import org.outrider.agent.hotlist.PlatePattern;
import org.outrider.agent.hotlist.custom.CustomEntry.Status;
import org.outrider.agent.people.iam.Actor;

/**
 * The entries that people made on this unit, and who may do what with them. Whatever is refused is
 * refused with every reason at once, and nothing has changed.
 */
public final class CustomEntries {
  /** The list that they make up. */
  public static final String LIST_ID = "custom";

  private static final Actor UNIT = new Actor("unit", "unit");
  private static final Actor CENTRAL = new Actor(Actor.CENTRAL, Actor.CENTRAL);

  private final CustomStore store;
  private final CustomRules rules;
  private final EntryCheck check;

  public CustomEntries(CustomStore store, CustomRules rules) {
    this.store = store;
    this.rules = rules;
    this.check = new EntryCheck(rules);
  }

  /** All entries that are not over, oldest first. */
  public List<CustomEntry> all() throws HotListException {
    return store.entries();
  }

  /** Those that somebody should look at: still in force, and not looked at for too long (HL-11). */
  public List<CustomEntry> dueForReview(Instant now) throws HotListException {
    return store.entries().stream()
        .filter(e -> !e.reviewAt().isAfter(now) && !e.isExpired(now))
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

  /** One entry that has not come to its end. */
  private CustomEntry current(String entryId, Instant now) throws HotListException {
    CustomEntry e = find(entryId);
    if (e.isExpired(now)) {
      throw new HotListException("entry " + entryId + ": ended at " + e.draft().expiresAt());
    }
    return e;
  }

  /**
   * What matches: each entry until its own end, so that the list itself never grows old. What
   * central has taken up is matched by central's list.
   */
  public HotList list() throws HotListException {
    Set<String> confirmed = store.confirmed().keySet();
    List<HotListEntry> out = new ArrayList<>();
    for (CustomEntry e : store.entries()) {
      boolean isIn =
          rules.isListed(e)
              || (e.status() == Status.PENDING
                  && rules.isMatchedBeforeApproval()
                  && rules.isFit(e.draft()));
      if (isIn && !confirmed.contains(e.entryId())) {
        out.add(e.listed());
      }
    }
    return new MemoryHotList(new Edition(LIST_ID, String.valueOf(store.version()), null), out);
  }

  // --- making ----------------------------------------------------------------------------------

  /**
   * Makes an entry. It is in force at once when the maker may create entries and nobody else must
   * approve them; else it waits.
   */
  public Change add(EntryDraft draft, Actor by, Instant now) throws HotListException {
    List<String> problems = asker(by, "make or ask for entries");
    boolean mayCreate = rules.createRoles().contains(by.role());
    problems.addAll(check.problems(draft, by, now));
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

  // --- what becomes of it ----------------------------------------------------------------------

  /** Lets an entry through; whoever made it cannot. */
  public Change approve(String entryId, Actor by, Instant now) throws HotListException {
    CustomEntry e = current(entryId, now);
    List<String> problems = approver(e, by, "approved");
    refuse("entry " + entryId, problems);
    return save("approve", by, now, e.with(e.draft(), Status.ACTIVE, by, e.reviewAt(), "", now));
  }

  private List<String> approver(CustomEntry e, Actor by, String what) {
    List<String> problems = new ArrayList<>();
    if (e.status() != Status.PENDING) {
      problems.add("is " + lower(e.status()) + ", only a pending one can be " + what);
    }
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
    return problems;
  }

  /** Refuses a pending entry. */
  public Change reject(String entryId, String reason, Actor by, Instant now)
      throws HotListException {
    CustomEntry e = find(entryId);
    List<String> problems = approver(e, by, "rejected");
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
    CustomEntry e = current(entryId, now);
    refuse("entry " + entryId, asker(by, "verify plates"));
    return save(
        "verify",
        by,
        now,
        e.with(e.draft().verifiedBy(system), e.status(), e.approvedBy(), e.reviewAt(), "", now));
  }

  /** Looked at: it still holds. */
  public Change review(String entryId, Actor by, Instant now) throws HotListException {
    CustomEntry e = current(entryId, now);
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
    CustomEntry e = current(entryId, now);
    List<String> problems = keeper(by);
    problems.addAll(check.expiry(until, now));
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
    refuse("entry " + entryId, asker(by, "mark vehicles as located"));
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
      if (e.isExpired(now)) {
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

  // --- what central says ------------------------------------------------------------------------

  /**
   * Follows the lists in force: an entry that stands in one of them is matched by it from now on,
   * and once that list has it no more, it is over here too (HL-14).
   *
   * @param lists that central sends, not this one
   */
  public void follow(List<HotList> lists, Instant now) throws HotListException {
    Map<String, String> confirmed = store.confirmed();
    for (CustomEntry e : store.entries()) {
      @Nullable String was = confirmed.get(e.entryId());
      @Nullable String in = null;
      boolean isThere = false;
      for (HotList list : lists) {
        isThere |= list.edition().listId().equals(was);
        in = stands(e, list) ? list.edition().listId() : in;
      }
      if (in != null && !in.equals(was)) {
        store.confirm(e.entryId(), in);
      } else if (in == null && isThere) {
        String reason = "no longer in " + was;
        save(
            "remove",
            CENTRAL,
            now,
            e.with(e.draft(), Status.REMOVED, e.approvedBy(), e.reviewAt(), reason, now));
      }
    }
  }

  private static boolean stands(CustomEntry e, HotList list) {
    HotListEntry listed = e.listed();
    return PlatePattern.isPattern(listed.plate().raw())
        ? list.patterns().stream().anyMatch(p -> p.entry().entryId().equals(e.entryId()))
        : list.find(listed.plate().index()).stream().anyMatch(f -> f.entryId().equals(e.entryId()));
  }

  /**
   * Central does not accept a change. An entry that it does not accept is over; of any other change
   * central's list is what counts.
   *
   * @param change as it was sent
   */
  public void rejectedByCentral(byte[] change, String cause, Instant now) throws HotListException {
    CustomEntry sent = ChangeJson.readEntry(change);
    if (!ChangeJson.readOp(change).equals("add")) {
      return;
    }
    for (CustomEntry e : store.entries()) {
      if (e.entryId().equals(sent.entryId())) {
        save(
            "reject",
            CENTRAL,
            now,
            e.with(e.draft(), Status.REJECTED, e.approvedBy(), e.reviewAt(), cause, now));
      }
    }
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

  /** Whoever may make entries, or ask for them. */
  private List<String> asker(Actor by, String what) {
    List<String> problems = new ArrayList<>();
    if (!rules.requestRoles().contains(by.role()) && !rules.createRoles().contains(by.role())) {
      problems.add(
          "role: a %s cannot %s, expected any of %s"
              .formatted(by.role(), what, new TreeSet<>(rules.requestRoles())));
    }
    return problems;
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
