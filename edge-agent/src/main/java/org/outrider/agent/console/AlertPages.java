package org.outrider.agent.console;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.alert.disposition.Disposition;
import org.outrider.agent.alert.disposition.DispositionException;
import org.outrider.agent.alert.disposition.Dispositions;
import org.outrider.agent.alert.disposition.Outcome;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.people.iam.Classification;

/**
 * Alerts: what waits, the card, the answers. What an officer answers takes effect even when it
 * cannot be written down at that moment; it is noted, and written later.
 */
final class AlertPages {
  /** Why somebody cannot respond (ALR-09). */
  static final List<String> INABILITIES =
      List.of("on another call", "out of area", "unsafe", "lost sight", "other");

  private static final int MOST_WAITING = 12;
  private static final int MOST_SEEN = 4000;

  private final ConsoleUnit unit;
  private final ConsoleRules rules;
  private final AlertBook book;
  private final Audit audit;
  private final Pages pages;

  /** Which session has seen which alert: written down once. */
  private final Set<String> seen =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > MOST_SEEN;
            }
          });

  AlertPages(ConsoleUnit unit, ConsoleRules rules, AlertBook book, Audit audit, Pages pages) {
    this.unit = unit;
    this.rules = rules;
    this.book = book;
    this.audit = audit;
    this.pages = pages;
  }

  /** An alert with where it stands. */
  public record Entry(AlertView card, Disposition disposition, String seenBy) {}

  /** One line of the list of those that wait. */
  public record Waiting(
      UUID hitId, String words, String plate, String time, boolean isMissed, boolean isUrgent) {}

  /**
   * What the alerts part shows.
   *
   * @param top the one that keys answer; null when none waits
   * @param more how many wait beyond the list
   * @param mayAnswer whether there are buttons
   * @param canvassCase case of the canvass that is on; empty for none
   */
  public record Live(
      @Nullable Entry top,
      List<Waiting> waiting,
      int more,
      List<Entry> accepted,
      boolean mayAnswer,
      String formToken,
      List<String> rejections,
      List<String> inabilities,
      String reminder,
      String canvassCase) {}

  /** What the page of one alert shows. */
  public record One(
      Entry entry,
      boolean mayAnswer,
      List<String> systems,
      boolean mayActExigently,
      List<String> outcomes,
      List<String> rejections,
      List<String> inabilities,
      String reminder) {}

  Live live(Visit visit) {
    Dispositions all = unit.dispositions();
    List<Disposition> open = all.open();
    boolean mayAnswer = mayAnswer(visit);
    @Nullable Entry top = open.isEmpty() ? null : entry(visit, open.getFirst());
    List<Waiting> waiting =
        open.stream().skip(1).limit(MOST_WAITING).map(AlertPages::waiting).toList();
    int more = Math.max(0, open.size() - 1 - waiting.size());
    if (top != null) {
      noteSeen(visit, top.card());
    }
    return new Live(
        top,
        waiting,
        more,
        accepted(visit, all),
        mayAnswer,
        visit.session().map(s -> s.formToken()).orElse(""),
        Dispositions.REJECTIONS,
        INABILITIES,
        rules.reminder(),
        visit.session().map(s -> s.canvassCase()).orElse(""));
  }

  /** What was taken on and is not closed yet: verification and outcome are missing. */
  private List<Entry> accepted(Visit visit, Dispositions all) {
    if (visit.session().isEmpty()) {
      return List.of();
    }
    return all.all().reversed().stream()
        .filter(d -> d.state() == Disposition.State.ACCEPTED && d.outcome() == null)
        .limit(MOST_WAITING)
        .map(d -> entry(visit, d))
        .toList();
  }

  private boolean mayAnswer(Visit visit) {
    return visit
        .session()
        .filter(s -> rules.rights().has(s.user().role(), Right.ANSWER_ALERTS))
        .isPresent();
  }

  private static Waiting waiting(Disposition d) {
    return new Waiting(
        d.hitId(),
        (d.type() == Match.Type.EXACT ? "" : "Possible: ") + d.category().label(),
        d.plate(),
        Times.clock(d.raisedAt()),
        d.state() == Disposition.State.UNANSWERED,
        d.awaitsAnswer());
  }

  private Entry entry(Visit visit, Disposition d) {
    AlertView card = book.card(d.hitId()).orElseGet(() -> bare(d));
    return new Entry(
        card.to(rules.clearance(visit.session())),
        d,
        card.seenBy(rules.showsPlaces(visit.session())));
  }

  /** An alert of which nothing but its disposition is left is still shown. */
  private static AlertView bare(Disposition d) {
    return new AlertView(
        d.hitId(),
        d.category(),
        d.type().name().toLowerCase(Locale.ROOT),
        "",
        Cell.align(d.plate(), d.listed()),
        0,
        null,
        "unknown",
        "unknown",
        "unknown",
        "",
        "",
        "unknown",
        "unknown",
        "unknown",
        "unreliable",
        false,
        false,
        "",
        "",
        d.raisedAt(),
        d.isTraining(),
        Classification.LOCAL,
        false,
        null,
        null);
  }

  private void noteSeen(Visit visit, AlertView card) {
    visit
        .session()
        .ifPresent(
            s -> {
              boolean isNew;
              synchronized (seen) {
                isNew = seen.add(s.id() + card.hitId());
              }
              if (isNew) {
                audit.note(
                    visit
                        .entry(Action.VIEW_ALERT, "hit", card.hitId().toString())
                        .with("query", card.plate())
                        .with("purpose", "alert"));
              }
            });
  }

  void part(Visit visit) {
    pages.part(visit, "alerts.jte", live(visit));
  }

  void picture(Visit visit) throws ConsoleException {
    String hash = visit.context().pathParam("sha256");
    byte[] data = hash.matches("[0-9a-f]{64}") ? book.picture(hash) : null;
    if (data == null) {
      throw new ConsoleException(404, "this picture is not here any more");
    }
    visit.context().contentType("image/jpeg").result(data);
  }

  void one(Visit visit) throws ConsoleException {
    one(visit, "");
  }

  private void one(Visit visit, String problem) throws ConsoleException {
    Disposition d = find(visit);
    Entry entry = entry(visit, d);
    noteSeen(visit, entry.card());
    List<String> outcomes = new ArrayList<>();
    for (Outcome.Code code : Outcome.Code.values()) {
      outcomes.add(code.name().toLowerCase(Locale.ROOT));
    }
    pages.page(
        visit,
        "alert.jte",
        "Alert " + entry.card().plate(),
        problem,
        new One(
            entry,
            mayAnswer(visit),
            rules.systems(),
            rules.mayActExigently(),
            outcomes,
            Dispositions.REJECTIONS,
            INABILITIES,
            rules.reminder()));
  }

  private UUID hitId(Visit visit) throws ConsoleException {
    try {
      return UUID.fromString(visit.context().pathParam("hit"));
    } catch (IllegalArgumentException e) {
      throw new ConsoleException(404, "there is no such alert");
    }
  }

  private Disposition find(Visit visit) throws ConsoleException {
    UUID id = hitId(visit);
    Optional<Disposition> found =
        unit.dispositions().all().stream().filter(d -> d.hitId().equals(id)).findFirst();
    return found.orElseThrow(() -> new ConsoleException(404, "there is no such alert any more"));
  }

  // --- answers -----------------------------------------------------------------------------------

  /** An answer to an alert. */
  @FunctionalInterface
  private interface Answer {
    Disposition give(UUID hit) throws DispositionException, ConsoleException;
  }

  void accept(Visit visit) throws ConsoleException {
    answer(
        visit, Action.DISPOSITION, "accept", hit -> unit.dispositions().accept(hit, visit.actor()));
  }

  void reject(Visit visit) throws ConsoleException {
    String reason = visit.field("reason");
    answer(
        visit,
        Action.DISPOSITION,
        "reject",
        hit -> unit.dispositions().reject(hit, reason, visit.actor()));
  }

  void unable(Visit visit) throws ConsoleException {
    String reason = visit.field("reason");
    answer(
        visit,
        Action.DISPOSITION,
        "unable",
        hit -> unit.dispositions().unable(hit, reason, visit.actor()));
  }

  void advise(Visit visit) throws ConsoleException {
    answer(
        visit,
        Action.DISPOSITION,
        "advise_dispatch",
        hit -> unit.dispositions().adviseDispatch(hit, visit.actor()));
  }

  void verify(Visit visit) throws ConsoleException {
    String method = visit.field("method");
    String result = visit.field("result");
    if (!Set.of("confirmed", "not_confirmed").contains(result)) {
      throw new ConsoleException(400, "result: \"" + result + "\", expected confirmed or not");
    }
    answer(
        visit,
        Action.VERIFY,
        method + " " + result,
        hit ->
            unit.dispositions()
                .verify(
                    hit,
                    method,
                    visit.isTicked("visual"),
                    visit.isTicked("state"),
                    result.equals("confirmed"),
                    visit.isTicked("exigent"),
                    visit.actor()));
  }

  void outcome(Visit visit) throws ConsoleException {
    String code = visit.field("code");
    String report = visit.field("report_no");
    answer(
        visit,
        Action.OUTCOME,
        code,
        hit -> unit.dispositions().end(hit, code(code), report, visit.actor()));
  }

  private static Outcome.Code code(String text) throws ConsoleException {
    for (Outcome.Code code : Outcome.Code.values()) {
      if (code.name().toLowerCase(Locale.ROOT).equals(text)) {
        return code;
      }
    }
    throw new ConsoleException(400, "outcome: \"" + text + "\" is not known");
  }

  /** Gives an answer and goes on: to the next alert, or back to this one's page. */
  private void answer(Visit visit, Action action, String words, Answer answer)
      throws ConsoleException {
    UUID hit = hitId(visit);
    AuditEntry entry =
        visit
            .entry(action, "hit", hit.toString())
            .with("reason", visit.field("reason"))
            .ended(AuditEntry.Result.ALLOW, words);
    audit.recordOrNote(entry); // an answer is never lost to the disk's trouble
    try {
      Disposition _ = answer.give(hit);
    } catch (DispositionException e) {
      String why = String.valueOf(e.getMessage());
      audit.note(entry.ended(AuditEntry.Result.ERROR, words + ": " + why));
      visit.context().status(409);
      one(visit, why);
      return;
    }
    boolean staysHere = !visit.field("from").equals("live");
    visit
        .context()
        .redirect(staysHere ? "/alert/" + hit : "/", io.javalin.http.HttpStatus.SEE_OTHER);
  }
}
