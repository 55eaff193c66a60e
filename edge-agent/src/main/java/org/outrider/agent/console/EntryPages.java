package org.outrider.agent.console;

import io.javalin.http.HttpStatus;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.custom.Change;
import org.outrider.agent.hotlist.custom.CustomEntries;
import org.outrider.agent.hotlist.custom.CustomEntry;
import org.outrider.agent.hotlist.custom.EntryDraft;
import org.outrider.agent.hotlist.custom.EntryWork;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.people.audit.AuditException;
import org.outrider.agent.people.iam.Actor;
import org.outrider.hal.clock.UnitClock;

/** People's own entries: asked for, approved, looked at again, ended. */
final class EntryPages {
  private final ConsoleUnit unit;
  private final ConsoleRules rules;
  private final Audit audit;
  private final UnitClock clock;
  private final Pages pages;

  EntryPages(ConsoleUnit unit, ConsoleRules rules, Audit audit, UnitClock clock, Pages pages) {
    this.unit = unit;
    this.rules = rules;
    this.audit = audit;
    this.clock = clock;
    this.pages = pages;
  }

  /** One entry as it is listed. */
  public record Row(
      String id,
      String plate,
      String state,
      String category,
      String status,
      String by,
      String until,
      String instructions,
      boolean isReviewDue,
      boolean isOwn) {}

  /** What the page shows. */
  public record Entries(
      List<Row> rows,
      boolean mayAsk,
      boolean mayKeep,
      List<String> categories,
      List<String> fields,
      List<String> purposes,
      Map<String, String> given,
      String formToken) {}

  void list(Visit visit) throws ConsoleException {
    list(visit, Map.of(), "");
  }

  private void list(Visit visit, Map<String, String> given, String problem)
      throws ConsoleException {
    String role = visit.actor().role();
    Instant now = clock.utc();
    List<Row> rows;
    try {
      rows =
          unit.entries(
              in -> {
                List<CustomEntry> due = in.dueForReview(now);
                return in.all().stream().map(e -> row(e, due, visit.actor())).toList();
              });
    } catch (HotListException e) {
      throw new ConsoleException(503, String.valueOf(e.getMessage()));
    }
    pages.page(
        visit,
        "entries.jte",
        "Entries",
        problem,
        new Entries(
            rows,
            rules.rights().has(role, Right.REQUEST_ENTRIES),
            rules.rights().has(role, Right.KEEP_ENTRIES),
            rules.categories(),
            rules.entryFields(),
            rules.purposes(),
            given,
            visit.who().formToken()));
  }

  private static Row row(CustomEntry e, List<CustomEntry> due, Actor by) {
    @Nullable Instant end = e.draft().expiresAt();
    @Nullable String state = e.draft().state();
    return new Row(
        e.entryId(),
        e.draft().plate(),
        state == null ? "unknown" : state,
        e.draft().category().label(),
        e.status().name().toLowerCase(Locale.ROOT),
        e.createdBy().userId(),
        end == null ? "no end" : Times.day(end),
        e.draft().instructions(),
        due.contains(e),
        e.createdBy().userId().equals(by.userId()));
  }

  // --- changes -----------------------------------------------------------------------------------

  void add(Visit visit) throws ConsoleException {
    Map<String, String> given = new TreeMap<>();
    for (String name :
        List.of("plate", "state", "category", "priority", "instructions", "days", "verified")) {
      given.put(name, visit.field(name));
    }
    Map<String, String> fields = new TreeMap<>();
    for (String name : rules.entryFields()) {
      String value = visit.field("field_" + name);
      given.put("field_" + name, value);
      if (!value.isEmpty()) {
        fields.put(name, value);
      }
    }
    fields.put("entering_name", visit.who().user().name());
    boolean isAttested = visit.isTicked("suspicion");
    AuditEntry entry =
        visit
            .entry(Action.ENTRY_CREATE, "entry", "")
            .with("query", given.getOrDefault("plate", ""))
            .with("purpose", fields.getOrDefault("purpose_code", ""))
            .with("case_number", fields.getOrDefault("case_number", ""))
            .with("offense_type", fields.getOrDefault("offense_type", ""));
    change(
        visit,
        entry,
        given,
        in -> in.add(draft(given, fields, isAttested), visit.actor(), clock.utc()));
  }

  private EntryDraft draft(
      Map<String, String> given, Map<String, String> fields, boolean isAttested)
      throws HotListException {
    String state = given.getOrDefault("state", "");
    String verified = given.getOrDefault("verified", "");
    String days = given.getOrDefault("days", "");
    String priority = given.getOrDefault("priority", "");
    Category category;
    @Nullable Instant end;
    int urgency;
    try {
      category = Category.of(given.getOrDefault("category", ""));
      end = days.isEmpty() ? null : clock.utc().plus(Duration.ofDays(Long.parseLong(days)));
      urgency = priority.isEmpty() ? 50 : Integer.parseInt(priority);
    } catch (NumberFormatException | ArithmeticException | DateTimeException e) {
      throw new HotListException("days, priority: expected whole numbers");
    } catch (IllegalArgumentException e) {
      throw new HotListException(String.valueOf(e.getMessage()));
    }
    return new EntryDraft(
        given.getOrDefault("plate", ""),
        state.isEmpty() ? null : state,
        category,
        urgency,
        given.getOrDefault("instructions", ""),
        fields,
        isAttested,
        null,
        verified.isEmpty() ? null : verified,
        end);
  }

  void located(Visit visit) throws ConsoleException {
    known(visit, Action.ENTRY_CHANGE, (in, id) -> in.locate(id, visit.actor(), clock.utc()));
  }

  void approve(Visit visit) throws ConsoleException {
    known(visit, Action.ENTRY_APPROVE, (in, id) -> in.approve(id, visit.actor(), clock.utc()));
  }

  void reject(Visit visit) throws ConsoleException {
    String reason = visit.field("reason");
    known(
        visit, Action.ENTRY_REJECT, (in, id) -> in.reject(id, reason, visit.actor(), clock.utc()));
  }

  void reviewed(Visit visit) throws ConsoleException {
    known(visit, Action.ENTRY_CHANGE, (in, id) -> in.review(id, visit.actor(), clock.utc()));
  }

  void remove(Visit visit) throws ConsoleException {
    String reason = visit.field("reason");
    known(
        visit, Action.ENTRY_REMOVE, (in, id) -> in.remove(id, reason, visit.actor(), clock.utc()));
  }

  /** A change of an entry that is there. */
  @FunctionalInterface
  private interface OfKnown {
    Change make(CustomEntries in, String id) throws HotListException;
  }

  private void known(Visit visit, Action action, OfKnown what) throws ConsoleException {
    String id = visit.context().pathParam("entry");
    AuditEntry entry = visit.entry(action, "entry", id).with("reason", visit.field("reason"));
    change(visit, entry, Map.of(), in -> what.make(in, id));
  }

  /** Written down first, then done; what is refused is written down too. */
  private void change(
      Visit visit, AuditEntry entry, Map<String, String> given, EntryWork<Change> what)
      throws ConsoleException {
    try {
      audit.record(entry);
    } catch (AuditException e) {
      throw new ConsoleException(503, "nothing is done: it cannot be written down");
    }
    try {
      Change _ = unit.entries(what);
      visit.context().redirect("/entries", HttpStatus.SEE_OTHER);
    } catch (HotListException e) {
      String why = String.valueOf(e.getMessage());
      audit.note(entry.ended(AuditEntry.Result.ERROR, why));
      visit.context().status(400);
      list(visit, given, why);
    }
  }
}
