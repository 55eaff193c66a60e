package org.outrider.agent.alert.disposition;

import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.alert.AlertRules;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.match.Match;

/**
 * Where an alert stands.
 *
 * @param plate as it was read
 * @param listed plate, or pattern, of the entry
 * @param answer null while nobody has answered
 * @param dispatchAdvisedAt when dispatch was told; null when not (ALR-07)
 * @param verification null while unverified: to accept is not to verify
 */
public record Disposition(
    UUID hitId,
    UUID readId,
    Category category,
    int priority,
    AlertRules.Response response,
    Match.Type type,
    String plate,
    String listed,
    Instant raisedAt,
    boolean isTraining,
    State state,
    @Nullable Answer answer,
    @Nullable Instant dispatchAdvisedAt,
    @Nullable Verification verification,
    @Nullable Outcome outcome) {

  /**
   * Most urgent first: who must answer, the entry's priority, a fresh one before a missed one, how
   * sure the match is; then newest.
   */
  public static final Comparator<Disposition> URGENCY =
      Comparator.comparing(Disposition::response)
          .thenComparingInt(Disposition::priority)
          .thenComparing(d -> d.state() == State.UNANSWERED)
          .thenComparing(Disposition::type)
          .thenComparing(Disposition::raisedAt, Comparator.reverseOrder())
          .thenComparing(Disposition::hitId);

  /** The states of an alert (ALR-03, ALR-09). */
  public enum State {
    PRESENTED,
    /** Nobody answered in time; it can still be answered. */
    UNANSWERED,
    ACCEPTED,
    REJECTED,
    /** Somebody saw it and cannot respond. */
    UNABLE;

    /** Whether it waits for an answer. */
    public boolean isOpen() {
      return this == PRESENTED || this == UNANSWERED;
    }
  }

  /** An alert as it is raised. */
  static Disposition of(Alert alert) {
    Match match = alert.hit().match();
    return new Disposition(
        alert.hit().hitId(),
        alert.hit().readId(),
        match.entry().category(),
        match.entry().priority(),
        alert.rule().response(),
        match.type(),
        alert.read().plate().normalized(),
        match.entry().plate().raw(),
        alert.hit().raisedAt(),
        alert.read().isTraining(),
        State.PRESENTED,
        null,
        null,
        null,
        null);
  }

  /** Whether somebody should answer it now: information asks for nobody (ALR-08). */
  public boolean awaitsAnswer() {
    return state.isOpen() && response != AlertRules.Response.INFORMATIONAL;
  }

  Disposition with(State next, @Nullable Answer by) {
    return after(next, by, dispatchAdvisedAt, verification, outcome);
  }

  Disposition advised(Instant at) {
    return after(state, answer, at, verification, outcome);
  }

  Disposition verified(Verification how) {
    return after(state, answer, dispatchAdvisedAt, how, outcome);
  }

  Disposition ended(Outcome how) {
    return after(state, answer, dispatchAdvisedAt, verification, how);
  }

  private Disposition after(
      State next,
      @Nullable Answer by,
      @Nullable Instant advised,
      @Nullable Verification verified,
      @Nullable Outcome ended) {
    return new Disposition(
        hitId,
        readId,
        category,
        priority,
        response,
        type,
        plate,
        listed,
        raisedAt,
        isTraining,
        next,
        by,
        advised,
        verified,
        ended);
  }
}
