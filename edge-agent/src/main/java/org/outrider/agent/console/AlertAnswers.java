package org.outrider.agent.console;

import io.javalin.http.HttpStatus;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.outrider.agent.alert.disposition.Disposition;
import org.outrider.agent.alert.disposition.DispositionException;
import org.outrider.agent.alert.disposition.Outcome;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.audit.AuditEntry;

/**
 * Answers to alerts: accept, reject, verify, correct and close. An answer takes effect even when it
 * cannot be written at that moment; it is noted, and written later.
 */
final class AlertAnswers {
  private final ConsoleUnit unit;
  private final Audit audit;
  private final AlertPages alerts;

  AlertAnswers(ConsoleUnit unit, Audit audit, AlertPages alerts) {
    this.unit = unit;
    this.audit = audit;
    this.alerts = alerts;
  }

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

  void takeBack(Visit visit) throws ConsoleException {
    answer(
        visit,
        Action.DISPOSITION,
        "take_back",
        hit -> unit.dispositions().takeBack(hit, visit.who().since(), visit.actor()));
  }

  void clearMissed(Visit visit) throws ConsoleException {
    String plate = visit.field("plate");
    AuditEntry entry = visit.entry(Action.DISPOSITION, "plate", plate);
    audit.recordOrNote(entry.ended(AuditEntry.Result.ALLOW, "clear_missed"));
    try {
      int _ = unit.dispositions().clearMissed(plate, visit.actor());
    } catch (DispositionException e) {
      throw new ConsoleException(409, String.valueOf(e.getMessage()));
    }
    visit.context().redirect("/history", HttpStatus.SEE_OTHER);
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
    UUID hit = AlertPages.hitId(visit);
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
      if (Visit.wantsJson(visit.context())) {
        visit.context().json(Map.of("hit", hit.toString(), "problem", why));
      } else {
        alerts.one(visit, why);
      }
      return;
    }
    if (Visit.wantsJson(visit.context())) {
      visit.context().json(Map.of("hit", hit.toString(), "answer", words));
      return;
    }
    boolean staysHere = !visit.field("from").equals("live");
    visit.context().redirect(staysHere ? "/alert/" + hit : "/", HttpStatus.SEE_OTHER);
  }
}
