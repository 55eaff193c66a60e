package org.outrider.agent.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.agent.hotlist.match.Matcher;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.people.audit.AuditException;
import org.outrider.agent.people.iam.Classification;
import org.outrider.hal.clock.UnitClock;

/**
 * Whether a plate is on the lists in force (QRY-03). What was read before is not touched, and
 * nothing is shown that is not written down first (QRY-02).
 */
final class CheckPages {
  private static final int MOST_PLATE = 15;

  private final ConsoleUnit unit;
  private final ConsoleRules rules;
  private final Audit audit;
  private final UnitClock clock;
  private final Pages pages;

  CheckPages(ConsoleUnit unit, ConsoleRules rules, Audit audit, UnitClock clock, Pages pages) {
    this.unit = unit;
    this.rules = rules;
    this.audit = audit;
    this.clock = clock;
    this.pages = pages;
  }

  /** One entry that the plate stands in. */
  public record Found(
      String category,
      String tier,
      List<Cell> cells,
      String state,
      String vehicle,
      String instructions,
      String list,
      String age,
      boolean isRestricted) {}

  /**
   * What the page shows.
   *
   * @param found null before anything was asked
   */
  public record Check(
      String plate,
      List<String> fields,
      List<String> purposes,
      Map<String, String> given,
      @Nullable List<Found> found,
      List<String> lists,
      String formToken) {}

  void form(Visit visit) {
    show(visit, "", Map.of(), null, List.of(), "");
  }

  private void show(
      Visit visit,
      String plate,
      Map<String, String> given,
      @Nullable List<Found> found,
      List<String> lists,
      String problem) {
    List<String> fields =
        List.of("purpose", "reason", "offense_type", "case_number").stream()
            .filter(f -> f.equals("reason") || rules.checkFields().contains(f))
            .toList();
    pages.page(
        visit,
        "check.jte",
        "Check a plate",
        problem,
        new Check(plate, fields, rules.purposes(), given, found, lists, visit.who().formToken()));
  }

  void now(Visit visit) throws ConsoleException {
    String typed = visit.field("plate");
    PlateText plate = PlateText.of(typed);
    Map<String, String> given = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    if (plate.index().length() < 2 || plate.index().length() > MOST_PLATE) {
      problems.add("plate: expected 2 to " + MOST_PLATE + " letters and figures");
    }
    for (String field : AuditEntry.DETAILS.stream().sorted().toList()) {
      String value = field.equals("query") ? "" : visit.field(field);
      given.put(field, value);
      boolean isNeeded = field.equals("reason") || rules.checkFields().contains(field);
      if (isNeeded && value.isEmpty()) {
        problems.add(field.replace('_', ' ') + ": (missing)");
      }
    }
    String purpose = given.getOrDefault("purpose", "");
    if (!purpose.isEmpty() && !rules.purposes().contains(purpose)) {
      problems.add("purpose: \"" + purpose + "\", expected any of " + rules.purposes());
    }
    AuditEntry entry = visit.entry(Action.MANUAL_CHECK, "hotlist", "").with("query", typed);
    for (Map.Entry<String, String> e : given.entrySet()) {
      entry = entry.with(e.getKey(), e.getValue());
    }
    if (!problems.isEmpty()) {
      audit.note(entry.ended(AuditEntry.Result.DENY, String.join("; ", problems)));
      visit.context().status(400);
      show(visit, typed, given, null, List.of(), String.join("; ", problems));
      return;
    }
    Matcher.Result result = unit.matcher().match(plate, List.of(), null, clock.utc());
    List<Found> found =
        result.matches().stream()
            .map(m -> found(plate, m, rules.clearance(visit.session())))
            .toList();
    try {
      audit.record(
          entry.ended(
              AuditEntry.Result.ALLOW,
              Counted.of(found.size(), "entry") + " in " + result.editions()));
    } catch (AuditException e) {
      throw new ConsoleException(503, "nothing is shown: the check cannot be written down");
    }
    show(
        visit,
        typed,
        given,
        found,
        result.editions().stream()
            .map(
                e ->
                    e.listId()
                        + " version "
                        + e.version()
                        + (e.builtAt() == null
                            ? ""
                            : ", " + AlertView.age(e.age(clock.utc())) + " old"))
            .toList(),
        result.failures().isEmpty()
            ? ""
            : "not asked, since they cannot be read: " + result.failures().keySet());
  }

  private Found found(PlateText plate, Match m, Classification clearance) {
    HotListEntry e = m.entry();
    if (!e.classification().isOpenTo(clearance)) {
      return new Found(
          e.category().label(),
          m.type().name().toLowerCase(java.util.Locale.ROOT),
          Cell.align(plate.normalized(), PlateText.of(e.plate().raw()).normalized()),
          "restricted",
          "restricted",
          "",
          "restricted list",
          m.edition().builtAt() == null
              ? "kept here"
              : AlertView.age(m.edition().age(clock.utc())) + " old",
          true);
    }
    return new Found(
        e.category().label(),
        m.type().name().toLowerCase(java.util.Locale.ROOT),
        Cell.align(plate.normalized(), PlateText.of(e.plate().raw()).normalized()),
        e.state() == null ? "unknown" : e.state(),
        e.vehicle().text(),
        e.instructions(),
        m.edition().listId() + " version " + m.edition().version(),
        m.edition().builtAt() == null
            ? "kept here"
            : AlertView.age(m.edition().age(clock.utc())) + " old",
        false);
  }
}
