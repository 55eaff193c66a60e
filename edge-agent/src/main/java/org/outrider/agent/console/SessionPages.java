package org.outrider.agent.console;

import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.alert.disposition.Disposition;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.people.audit.AuditException;
import org.outrider.agent.people.iam.LogOn;
import org.outrider.agent.people.iam.LogOnException;
import org.outrider.agent.people.iam.LogOnSource;
import org.outrider.agent.people.iam.Session;
import org.outrider.agent.people.iam.Sessions;
import org.outrider.agent.people.iam.User;

/** The way in and out. */
final class SessionPages {
  /** To check a password costs time on purpose; reading plates must not suffer by it. */
  private static final int MOST_AT_THE_DOOR = 2;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int MOST_AREA = 200;

  private final Gate gate;
  private final ConsoleRules rules;
  private final LogOn logOn;
  private final Sessions sessions;
  private final Audit audit;
  private final AlertPages alerts;
  private final ConsoleUnit unit;
  private final Pages pages;
  private final Runnable onSessions;
  private final Semaphore door = new Semaphore(MOST_AT_THE_DOOR, true);

  /**
   * @param onSessions called when somebody logged on or off
   */
  SessionPages(
      Gate gate,
      ConsoleRules rules,
      LogOn logOn,
      Sessions sessions,
      Audit audit,
      AlertPages alerts,
      ConsoleUnit unit,
      Pages pages,
      Runnable onSessions) {
    this.gate = gate;
    this.rules = rules;
    this.logOn = logOn;
    this.sessions = sessions;
    this.audit = audit;
    this.alerts = alerts;
    this.unit = unit;
    this.pages = pages;
    this.onSessions = onSessions;
  }

  /**
   * The way in.
   *
   * @param locked whose console is locked; null when nobody is logged on
   * @param live alerts to be seen only; null where the policy shows none
   * @param userId as it was typed
   * @param asksAcknowledgement whether the policy must be acknowledged
   * @param challenge of a locked account; empty for any other
   * @param purposes that may be given
   * @param asksPurpose whether one must be
   */
  public record Door(
      @Nullable Session locked,
      AlertPages.@Nullable Live live,
      String userId,
      boolean asksAcknowledgement,
      String challenge,
      String profile,
      List<String> purposes,
      boolean asksPurpose,
      String problem) {}

  void home(Visit visit) throws ConsoleException {
    Optional<Session> session = visit.session();
    if (session.isEmpty()) {
      door(visit, "", false, "");
    } else if (rules.rights().has(session.get().user().role(), Right.SEE_ALERTS)) {
      pages.page(visit, "live.jte", "Alerts", alerts.live(visit));
    } else {
      visit
          .context()
          .redirect(
              rules.rights().has(session.get().user().role(), Right.AIM) ? "/aim" : "/health",
              HttpStatus.SEE_OTHER);
    }
  }

  private void door(Visit visit, String userId, boolean asksAcknowledgement, String problem) {
    Visit nobody = new Visit(visit.context(), visit.route(), Optional.empty(), true);
    Session locked = gate.session(visit.context()).filter(Session::isLocked).orElse(null);
    boolean shows =
        sessions.rules().showsAlertsToAll()
            && (locked == null || rules.rights().has(locked.user().role(), Right.SEE_ALERTS));
    String challenge =
        problem.isEmpty() ? "" : logOn.challenge(userId, gate.source(visit.context())).orElse("");
    if (Visit.wantsJson(visit.context())) {
      visit
          .context()
          .json(
              Map.of(
                  "problem",
                  problem.isEmpty() ? "log on first" : problem,
                  "asks_acknowledgement",
                  asksAcknowledgement,
                  "challenge",
                  challenge,
                  "profile",
                  rules.profile(),
                  "asks_purpose",
                  rules.asksPurpose(),
                  "purposes",
                  rules.purposes()));
      return;
    }
    pages.page(
        nobody,
        "door.jte",
        locked == null ? "Log on" : "Locked",
        new Door(
            locked,
            shows ? alerts.live(nobody) : null,
            userId,
            asksAcknowledgement,
            challenge,
            rules.profile(),
            rules.purposes(),
            rules.asksPurpose(),
            problem));
  }

  void logOn(Visit visit) throws ConsoleException, InterruptedException {
    String userId = visit.field("user");
    boolean acknowledges = visit.isTicked("acknowledge");
    String purpose = visit.field("purpose");
    if (purpose.isEmpty() ? rules.asksPurpose() : !rules.purposes().contains(purpose)) {
      visit.context().status(401);
      door(
          visit,
          userId,
          false,
          "purpose: \"%s\", expected any of %s".formatted(purpose, rules.purposes()));
      return;
    }
    try {
      User user = check(visit, userId, acknowledges);
      Session session = sessions.open(user, purpose);
      gate.keep(visit.context(), session);
      gate.know(visit.context(), logOn.devices(userId, gate.source(visit.context())));
      onSessions.run();
      visit.context().redirect("/", HttpStatus.SEE_OTHER);
    } catch (LogOnException e) {
      visit.context().status(401);
      door(visit, userId, e.isAcknowledgementMissing(), String.valueOf(e.getMessage()));
    }
  }

  /** Opens a locked account by the code that an administrator gave over the telephone. */
  void release(Visit visit) throws ConsoleException, InterruptedException {
    String userId = visit.field("user");
    String code = visit.field("release");
    try {
      boolean _ =
          atTheDoor(
              visit,
              userId,
              from -> {
                logOn.releaseBy(userId, code, from);
                return true;
              });
      door(visit, userId, false, "account released: log on with your password");
    } catch (LogOnException e) {
      visit.context().status(401);
      door(visit, userId, false, String.valueOf(e.getMessage()));
    }
  }

  private User check(Visit visit, String userId, boolean acknowledges)
      throws ConsoleException, LogOnException, InterruptedException {
    char[] password = visit.secret("password");
    String code = visit.field("code");
    return atTheDoor(
        visit, userId, from -> logOn.logOn(userId, password, code, acknowledges, from));
  }

  /** Work that costs time on purpose. */
  @FunctionalInterface
  private interface Proof<T> {
    T from(LogOnSource source) throws LogOnException;
  }

  /**
   * Does such work for a few at a time, in the order of their coming. Who failed too often waits
   * outside, so that guessing does not keep the others from the door.
   */
  private <T> T atTheDoor(Visit visit, String userId, Proof<T> proof)
      throws ConsoleException, LogOnException, InterruptedException {
    LogOnSource from = gate.source(visit.context());
    Duration delay = logOn.delay(userId, from);
    if (!delay.isZero()) {
      visit.context().header("Retry-After", String.valueOf(delay.plusMillis(999).toSeconds()));
      throw new ConsoleException(429, String.valueOf(LogOn.tooSoon(delay).getMessage()));
    }
    if (!door.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new ConsoleException(429, "too many log-ons at once: try again");
    }
    try {
      return proof.from(from);
    } finally {
      door.release();
    }
  }

  /** Opens a locked console for its person, who gets new tokens. */
  void unlock(Visit visit) throws ConsoleException, InterruptedException {
    String userId = visit.who().user().userId();
    try {
      Session session = sessions.again(visit.who(), check(visit, userId, false));
      gate.keep(visit.context(), session);
      visit.context().redirect("/", HttpStatus.SEE_OTHER);
    } catch (LogOnException e) {
      visit.context().status(401);
      door(visit, userId, false, String.valueOf(e.getMessage()));
    }
  }

  /** Begins a canvass around a scene, or ends it: reads made meanwhile bear the case (CAP-07). */
  void canvass(Visit visit) throws ConsoleException {
    String caseNumber = visit.field("case_number").strip();
    boolean isEnd = visit.isTicked("end");
    if (!isEnd && !caseNumber.matches("[\\x21-\\x7e][\\x20-\\x7e]{0,39}")) {
      throw new ConsoleException(
          400, "case_number: \"" + caseNumber + "\", expected 1 to 40 plain characters");
    }
    String area = visit.field("area").strip();
    try {
      audit.record(
          visit
              .entry(
                  isEnd ? Action.CANVASS_END : Action.CANVASS_BEGIN,
                  "canvass",
                  isEnd ? visit.who().canvassCase() : caseNumber)
              .with("case_number", isEnd ? visit.who().canvassCase() : caseNumber)
              .with("reason", area.length() > MOST_AREA ? area.substring(0, MOST_AREA) : area));
    } catch (AuditException e) {
      throw new ConsoleException(503, "nothing is done: it cannot be written down");
    }
    sessions.canvass(visit.who(), isEnd ? "" : caseNumber);
    onSessions.run();
    visit.context().redirect("/", HttpStatus.SEE_OTHER);
  }

  void lock(Visit visit) {
    sessions.lock(visit.who());
    visit.context().redirect("/", HttpStatus.SEE_OTHER);
  }

  /** The session as a program sees it, with what its own forms must bear. */
  void show(Visit visit) {
    Session session = visit.who();
    End end = end();
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("unit", unit.name());
    out.put("user_id", session.user().userId());
    out.put("name", session.user().name());
    out.put("role", session.user().role());
    out.put("since", session.since().toString());
    out.put("purpose", session.purpose());
    out.put("canvass_case", session.canvassCase());
    out.put("form", session.formToken());
    out.put("open_alerts", end.open());
    out.put("unverified", end.unverified());
    Status status = end.status();
    out.put("refused_strangers", gate.refusedStrangers());
    out.put("delivered", status.isDelivered());
    out.put(
        "pending",
        status.pending().stream().map(p -> Map.of("lane", p.lane(), "rows", p.rows())).toList());
    out.put(
        "status",
        status.lamps().stream()
            .map(l -> Map.of("name", l.name(), "words", l.words(), "level", l.level().css()))
            .toList());
    out.put(
        "faults",
        status.faults().stream()
            .map(f -> Map.of("code", f.code(), "subject", f.subject(), "cause", f.cause()))
            .toList());
    visit.context().json(out);
  }

  /** What is still to be delivered and answered before somebody goes. */
  public record End(Status status, long open, long unverified) {}

  void logOffPage(Visit visit) {
    pages.page(visit, "logoff.jte", "Log off", end());
  }

  private End end() {
    long open = unit.dispositions().open().stream().filter(Disposition::awaitsAnswer).count();
    long unverified =
        unit.dispositions().all().stream()
            .filter(d -> d.state() == Disposition.State.ACCEPTED && d.verification() == null)
            .count();
    return new End(unit.status(), open, unverified);
  }

  /** Never kept from it: what is pending is delivered later (K-18). */
  void logOff(Visit visit) {
    End end = end();
    audit.recordOrNote( // nobody is kept logged on by a full disk
        visit
            .entry(Action.LOGOUT, "unit", unit.name())
            .ended(
                AuditEntry.Result.ALLOW,
                end.status().isDelivered() ? "all delivered" : "pending: " + pending(end)));
    sessions.close(visit.who());
    gate.forget(visit.context());
    onSessions.run();
    visit.context().redirect("/", HttpStatus.SEE_OTHER);
  }

  private static String pending(End end) {
    return String.join(
        ", ",
        end.status().pending().stream()
            .filter(p -> p.rows() > 0)
            .map(p -> p.lane() + " " + p.rows())
            .toList());
  }
}
