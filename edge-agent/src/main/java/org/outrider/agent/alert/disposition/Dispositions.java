package org.outrider.agent.alert.disposition;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.alert.disposition.Disposition.State;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.Ids;
import org.outrider.agent.people.iam.Actor;
import org.outrider.hal.clock.UnitClock;
import org.tinylog.Logger;

/**
 * All alerts of a unit and what becomes of them. An alert never goes away by itself: without an
 * answer in time central is told, and it waits on. A step takes effect at once and is written and
 * sent as soon as the disk has room: an answer is never lost to the store's trouble. Safe for
 * several threads.
 */
public final class Dispositions {
  /** Why an alert is not what it seems; one touch each. */
  public static final List<String> REJECTIONS =
      List.of("misread", "other state", "other vehicle", "entry out of date", "other");

  /** Reason of missed alerts that are cleared together. */
  public static final String MISSED = "missed";

  /** A screen confirms what it shows at least every 30 s; after this time it is gone. */
  private static final Duration SCREEN_GONE = Duration.ofSeconds(35);

  /** A card that has just come in takes no answer yet: the hand was meant for another one. */
  private static final Duration SETTLING = Duration.ofSeconds(1);

  /** Alerts that were answered stay at hand for verification and outcome, this many. */
  private static final int MOST_ANSWERED = 500;

  private final DispositionRules rules;
  private final DispositionStore store;
  private final DispositionJson json;
  private final UnitClock clock;
  private final Health health;
  private final Map<UUID, Disposition> all = new LinkedHashMap<>();

  /** Since when each alert waits, on the monotonic clock. */
  private final Map<UUID, Long> since = new HashMap<>();

  /** Alert that a screen shows as the one to answer; null while none does. */
  private @Nullable UUID inHand;

  private long inHandSince;
  private long inHandConfirmed;

  private final List<Consumer<Disposition>> watchers = new CopyOnWriteArrayList<>();

  /** Takes up the alerts that nobody had answered when the unit stopped. */
  public Dispositions(
      DispositionRules rules,
      DispositionStore store,
      DispositionJson json,
      UnitClock clock,
      Health health) {
    this.rules = rules;
    this.store = store;
    this.json = json;
    this.clock = clock;
    this.health = health;
    for (byte[] body : store.open()) {
      try {
        Disposition d = json.readOpen(body);
        all.put(d.hitId(), d);
        since.put(d.hitId(), clock.monotonicNanos());
      } catch (DispositionException e) {
        health.raise(FaultCode.DISPOSITION_UNREADABLE, "alert", String.valueOf(e.getMessage()));
      }
    }
  }

  /** Who wants to know of each step; called on the thread that takes it, holding no lock. */
  public void onStep(Consumer<Disposition> watcher) {
    watchers.add(watcher);
  }

  /** An alert was raised. */
  public void present(Alert alert) {
    Disposition d = Disposition.of(alert);
    synchronized (this) {
      since.put(d.hitId(), clock.monotonicNanos());
      keep(d);
      handOn(d.hitId(), store.presented(d.hitId().toString(), json.write("", "present", d)));
    }
    tell(d);
  }

  private Disposition tell(Disposition d) {
    watchers.forEach(w -> w.accept(d));
    return d;
  }

  private void handOn(UUID hitId, CompletableFuture<Void> written) {
    written.exceptionally(
        e -> {
          Logger.tag("alert").warn("step of hit {} not written: {}", hitId, e.getMessage());
          return null;
        });
  }

  private void keep(Disposition d) {
    all.put(d.hitId(), d);
    if (d.state().isOpen()) {
      return;
    }
    since.remove(d.hitId());
    long answered = all.values().stream().filter(a -> !a.state().isOpen()).count();
    if (answered > MOST_ANSWERED) {
      all.values().stream()
          .filter(a -> !a.state().isOpen())
          .findFirst()
          .ifPresent(oldest -> all.remove(oldest.hitId()));
    }
  }

  /** Whether an alert was raised here, as far back as is known. */
  public synchronized boolean isKnown(UUID hitId) {
    return all.containsKey(hitId);
  }

  /** Alerts that wait for an answer, the most urgent first. */
  public synchronized List<Disposition> open() {
    return all.values().stream()
        .filter(d -> d.state().isOpen())
        .sorted(Disposition.URGENCY)
        .toList();
  }

  /** Those that nobody answered in time: the missed list (ALR-09). */
  public synchronized List<Disposition> missed() {
    return open().stream().filter(d -> d.state() == State.UNANSWERED).toList();
  }

  /** All that are at hand, in the order in which they were raised. */
  public synchronized List<Disposition> all() {
    return List.copyOf(all.values());
  }

  /** Notes which alert a screen shows as the one to answer: buttons of the vehicle answer it. */
  public synchronized void isShown(UUID hitId) {
    long now = clock.monotonicNanos();
    if (!hitId.equals(inHand)) {
      inHand = hitId;
      inHandSince = now;
    }
    inHandConfirmed = now;
  }

  /**
   * The alert that buttons of the vehicle answer: the one that a screen shows, else the most urgent
   * that awaits an answer. Empty while the screen has shown another one for less than a second.
   */
  public synchronized Optional<Disposition> current() {
    long now = clock.monotonicNanos();
    @Nullable Disposition shown = inHand == null ? null : all.get(inHand);
    if (shown == null || !shown.state().isOpen() || now - inHandConfirmed > SCREEN_GONE.toNanos()) {
      return open().stream().filter(Disposition::awaitsAnswer).findFirst();
    }
    return now - inHandSince < SETTLING.toNanos() ? Optional.empty() : Optional.of(shown);
  }

  // --- steps -------------------------------------------------------------------------------------

  /** Somebody takes it on. It is not verified by that. */
  public Disposition accept(UUID hitId, Actor by) throws DispositionException {
    return tell(answer("accept", hitId, State.ACCEPTED, by, ""));
  }

  /** It is not what it seems. */
  public Disposition reject(UUID hitId, String reason, Actor by) throws DispositionException {
    return tell(answer("reject", hitId, State.REJECTED, by, stated(hitId, reason)));
  }

  /** Somebody saw it and cannot respond (ALR-09). */
  public Disposition unable(UUID hitId, String reason, Actor by) throws DispositionException {
    return tell(answer("unable", hitId, State.UNABLE, by, stated(hitId, reason)));
  }

  private static String stated(UUID hitId, String reason) throws DispositionException {
    if (reason.isBlank()) {
      throw new DispositionException("hit " + hitId + ": reason: (missing), expected why");
    }
    return reason;
  }

  private synchronized Disposition answer(
      String step, UUID hitId, State next, Actor by, String reason) throws DispositionException {
    Disposition d = find(hitId, by);
    if (d.state() == next
        && d.answer() != null
        && d.answer().by().equals(by)
        && d.answer().reason().equals(reason)) {
      return d; // sent again because the first reply was lost
    }
    if (!d.state().isOpen()) {
      throw new DispositionException(
          "hit %s: is %s already, by %s"
              .formatted(
                  hitId, lower(d.state()), d.answer() == null ? "?" : d.answer().by().userId()));
    }
    return take(step, d.with(next, new Answer(by, clock.utc(), reason)));
  }

  /**
   * Takes an answer back, so that the right one can be given. Both stay in the record.
   *
   * @param shift beginning of the shift, before which answers are final
   * @throws DispositionException for an alert without an answer, with an earlier one, or with an
   *     outcome
   */
  public Disposition takeBack(UUID hitId, Instant shift, Actor by) throws DispositionException {
    return tell(reopen(hitId, shift, by));
  }

  private synchronized Disposition reopen(UUID hitId, Instant shift, Actor by)
      throws DispositionException {
    Disposition d = find(hitId, by);
    if (d.answer() != null && d.answer().at().isBefore(shift)) {
      throw new DispositionException(
          "hit %s: was answered at %s, expected an answer of this shift, which began at %s"
              .formatted(hitId, d.answer().at(), shift));
    }
    if (d.state().isOpen() || d.outcome() != null) {
      throw new DispositionException(
          "hit %s: is %s, expected an answer without an outcome to take back"
              .formatted(hitId, d.outcome() == null ? lower(d.state()) : "ended"));
    }
    since.put(hitId, clock.monotonicNanos());
    return take("take_back", d.with(State.PRESENTED, null));
  }

  /**
   * Clears all missed alerts of one plate: nobody could respond.
   *
   * @return how many there were
   */
  public int clearMissed(String plate, Actor by) throws DispositionException {
    int count = 0;
    for (Disposition d : missed()) {
      if (d.plate().equals(plate)) {
        Disposition _ = unable(d.hitId(), MISSED, by);
        count++;
      }
    }
    return count;
  }

  /** Dispatch was told; the first time counts (ALR-07). */
  public Disposition adviseDispatch(UUID hitId, Actor by) throws DispositionException {
    return tell(advise(hitId, by));
  }

  private synchronized Disposition advise(UUID hitId, Actor by) throws DispositionException {
    Disposition d = find(hitId, by);
    return d.dispatchAdvisedAt() == null ? take("advise_dispatch", d.advised(clock.utc())) : d;
  }

  /** The hit was checked, in person and by a system (ALR-10). */
  public Disposition verify(
      UUID hitId,
      String method,
      boolean isVisual,
      boolean isStateChecked,
      boolean isConfirmed,
      boolean isExigent,
      Actor by)
      throws DispositionException {
    Verification how =
        new Verification(method, isVisual, isStateChecked, isConfirmed, isExigent, by, clock.utc());
    return tell(verify(hitId, how));
  }

  private synchronized Disposition verify(UUID hitId, Verification how)
      throws DispositionException {
    Disposition d = find(hitId, how.by());
    List<String> problems = new ArrayList<>();
    if (d.state() == State.REJECTED) {
      problems.add("is rejected already");
    }
    if (!rules.systems().contains(how.method())) {
      problems.add(
          "method \"%s\", expected any of %s"
              .formatted(how.method(), new TreeSet<>(rules.systems())));
    }
    if (how.isConfirmed() && !(how.isVisual() && how.isStateChecked())) {
      problems.add("confirmed, expected plate, vehicle and state to be compared first");
    }
    if (how.isExigent() && !rules.mayActExigently()) {
      problems.add("exigent: the profile allows no exception");
    }
    if (!problems.isEmpty()) {
      throw new DispositionException("hit " + hitId + ": " + String.join("; ", problems));
    }
    return take("verify", d.verified(how));
  }

  /** What came of it; may be corrected (ALR-15). */
  public Disposition end(UUID hitId, Outcome.Code code, String reportNo, Actor by)
      throws DispositionException {
    return tell(end(hitId, new Outcome(code, reportNo, by, clock.utc())));
  }

  private synchronized Disposition end(UUID hitId, Outcome outcome) throws DispositionException {
    Disposition d = find(hitId, outcome.by());
    if (d.state() != State.ACCEPTED) {
      throw new DispositionException(
          "hit %s: is %s, only an accepted one has an outcome".formatted(hitId, lower(d.state())));
    }
    return take("outcome", d.ended(outcome));
  }

  private Disposition find(UUID hitId, Actor by) throws DispositionException {
    if (!by.role().equals("officer") && !by.role().equals("supervisor")) {
      throw new DispositionException(
          "role: a %s cannot answer alerts, expected officer or supervisor".formatted(by.role()));
    }
    Disposition d = all.get(hitId);
    if (d == null) {
      throw new DispositionException("hit " + hitId + ": not known, expected an alert's");
    }
    return d;
  }

  private Disposition take(String step, Disposition next) {
    String id = Ids.next(clock.utc()).toString();
    keep(next);
    handOn(
        next.hitId(),
        store.step(
            id,
            next.hitId().toString(),
            next.state().isOpen(),
            clock.utc(),
            json.write(id, step, next)));
    health.count("alert." + step);
    return next;
  }

  private static String lower(State state) {
    return state.name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Looks which alerts waited too long; to be called about every second. */
  public void tick() {
    if (rules.isAnswerRequired()) {
      for (Disposition missed : overdue()) {
        Logger.tag("alert").warn("hit {} was not answered", tell(missed).hitId());
      }
    }
  }

  private synchronized List<Disposition> overdue() {
    long now = clock.monotonicNanos();
    List<Disposition> out = new ArrayList<>();
    for (Disposition d : List.copyOf(all.values())) {
      boolean isDue =
          d.state() == State.PRESENTED
              && d.awaitsAnswer()
              && now - since.getOrDefault(d.hitId(), now) >= rules.escalateAfter().toNanos();
      if (isDue) {
        out.add(take("unanswered", d.with(State.UNANSWERED, null)));
      }
    }
    return out;
  }
}
