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
import org.outrider.agent.alert.disposition.Dispositions;
import org.outrider.agent.alert.disposition.Outcome;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.iam.Classification;

/** Pages of alerts: the card in hand, what waits beside it, the bar of other pages, the shift. */
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
  public record Entry(AlertView card, Disposition disposition, String seenBy) {
    /** Changes whenever the card looks different. */
    public String revision() {
      return disposition.hitId()
          + "/"
          + disposition.state()
          + "/"
          + disposition.dispatchAdvisedAt()
          + "/"
          + (disposition.verification() == null ? "" : disposition.verification().at());
    }
  }

  /**
   * One line of the list of those that wait.
   *
   * @param times alerts of this plate and category, of which this is the most urgent
   */
  public record Waiting(
      UUID hitId,
      String words,
      String plate,
      String time,
      boolean isMissed,
      boolean isUrgent,
      int times) {}

  /**
   * The most urgent alert in one line.
   *
   * @param entry null when none waits
   * @param count alerts that wait
   * @param mayOpen whether whoever looks may open the alert's own page
   */
  public record Bar(@Nullable Entry entry, int count, boolean mayOpen) {}

  /** One plate of the shift with its alerts, newest first. */
  public record Group(String plate, List<Entry> entries, int missed) {}

  /** Model of the page of the shift. */
  public record History(List<Group> groups, boolean mayAnswer, String formToken) {}

  /**
   * Model of the alerts part.
   *
   * @param top the one that keys answer; null when none waits
   * @param fresh a more urgent one that came while {@code top} is in hand; null for none
   * @param count alerts that wait, with {@code top}
   * @param more how many wait beyond the list
   * @param mayAnswer whether there are buttons
   * @param canvassCase case of the canvass that is on; empty for none
   */
  public record Live(
      @Nullable Entry top,
      @Nullable Waiting fresh,
      int count,
      List<Waiting> waiting,
      int more,
      List<Entry> accepted,
      boolean mayAnswer,
      String formToken,
      List<String> rejections,
      List<String> inabilities,
      String reminder,
      String canvassCase) {}

  /** Model of the page of one alert. */
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
    @Nullable Disposition inHand = inHand(visit, open);
    @Nullable Entry top = inHand == null ? null : entry(visit, inHand);
    List<Waiting> lines = grouped(open.stream().filter(d -> !d.equals(inHand)).toList());
    List<Waiting> waiting = lines.stream().limit(MOST_WAITING).toList();
    int more = lines.size() - waiting.size();
    @Nullable Waiting fresh =
        inHand == null || inHand.equals(open.getFirst()) ? null : waiting.getFirst();
    if (inHand != null && top != null) {
      noteSeen(visit, top.card());
      if (mayAnswer) {
        all.isShown(inHand.hitId());
      }
    }
    return new Live(
        top,
        fresh,
        open.size(),
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

  /**
   * The alert that the page shows as the one to answer: the one that it showed before, as long as
   * it is open and not missed, so that no card changes under the hand; else the most urgent.
   */
  private static @Nullable Disposition inHand(Visit visit, List<Disposition> open) {
    String held = String.valueOf(visit.context().queryParam("hold"));
    boolean isBusy = visit.context().queryParam("busy") != null;
    return open.stream()
        .filter(d -> d.hitId().toString().equals(held))
        .filter(d -> isBusy || d.state() == Disposition.State.PRESENTED)
        .findFirst()
        .orElse(open.isEmpty() ? null : open.getFirst());
  }

  /** One line a plate and category, in the order of the most urgent of each. */
  private static List<Waiting> grouped(List<Disposition> open) {
    Map<String, List<Disposition>> groups = new LinkedHashMap<>();
    for (Disposition d : open) {
      groups.computeIfAbsent(d.plate() + "/" + d.category(), k -> new ArrayList<>()).add(d);
    }
    return groups.values().stream().map(g -> waiting(g.getFirst(), g.size())).toList();
  }

  void bar(Visit visit) {
    String shown = String.valueOf(visit.context().queryParam("hold"));
    List<Disposition> open = unit.dispositions().open();
    for (Disposition d : open) {
      if (d.hitId().toString().equals(shown) && mayAnswer(visit)) {
        unit.dispositions().isShown(d.hitId());
      }
    }
    @Nullable Disposition other =
        open.stream().filter(d -> !d.hitId().toString().equals(shown)).findFirst().orElse(null);
    pages.part(
        visit,
        "bar.jte",
        new Bar(
            other == null ? null : entry(visit, other), open.size(), visit.session().isPresent()));
  }

  void history(Visit visit) {
    Map<String, List<Entry>> byPlate = new LinkedHashMap<>();
    for (Disposition d : unit.dispositions().all().reversed()) {
      if (!d.raisedAt().isBefore(visit.who().since()) || d.state().isOpen()) {
        byPlate.computeIfAbsent(d.plate(), k -> new ArrayList<>()).add(entry(visit, d));
      }
    }
    List<Group> groups = new ArrayList<>();
    byPlate.forEach(
        (plate, entries) ->
            groups.add(
                new Group(
                    plate,
                    entries,
                    (int)
                        entries.stream()
                            .filter(e -> e.disposition().state() == Disposition.State.UNANSWERED)
                            .count())));
    pages.page(
        visit,
        "history.jte",
        "Shift",
        new History(groups, mayAnswer(visit), visit.who().formToken()));
  }

  /** Accepted alerts that are not closed yet: verification or outcome is missing. */
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

  private static Waiting waiting(Disposition d, int times) {
    return new Waiting(
        d.hitId(),
        (d.type() == Match.Type.EXACT ? "" : "Possible: ") + d.category().label(),
        d.plate(),
        Times.clock(d.raisedAt()),
        d.state() == Disposition.State.UNANSWERED,
        d.awaitsAnswer(),
        times);
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
        "",
        "",
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

  /** The page of one alert, with what went wrong on top. */
  void one(Visit visit, String problem) throws ConsoleException {
    Disposition d = find(visit);
    Entry entry = entry(visit, d);
    noteSeen(visit, entry.card());
    if (mayAnswer(visit) && d.state().isOpen()) {
      unit.dispositions().isShown(d.hitId());
    }
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

  static UUID hitId(Visit visit) throws ConsoleException {
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
}
