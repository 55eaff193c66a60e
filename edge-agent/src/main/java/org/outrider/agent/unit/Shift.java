package org.outrider.agent.unit;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.outrider.agent.alert.CategorySwitches;
import org.outrider.agent.base.read.OnDuty;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.people.iam.Session;
import org.outrider.agent.people.iam.Sessions;
import org.outrider.agent.people.iam.User;
import org.outrider.agent.reading.capture.Duty;
import org.outrider.agent.record.SessionReport;
import org.outrider.agent.store.SqliteStore;
import org.outrider.hal.clock.UnitClock;

/**
 * The shift at a unit: the unit reads while an officer or supervisor is logged on, and is in
 * service while only others are (IAM-04, INV-06). Ended sessions are reported to central (UPL-02).
 */
final class Shift {
  private final Sessions sessions;
  private final boolean followsLogOn;
  private final Parts parts;
  private final Runnable onLogOn;

  /** Sessions that were open at the last look. */
  private List<Session> reported = List.of();

  private volatile OnDuty onDuty = OnDuty.NOBODY;

  /** Parts of the unit that follow the shift. */
  record Parts(
      UnitId id,
      String profileStamp,
      Duty duty,
      Audit audit,
      CategorySwitches switches,
      SqliteStore store,
      UnitClock clock) {}

  /**
   * @param followsLogOn whether the unit reads only while somebody is logged on
   * @param onLogOn runs when somebody has logged on (HL-04)
   */
  Shift(Sessions sessions, boolean followsLogOn, Parts parts, Runnable onLogOn) {
    this.sessions = sessions;
    this.followsLogOn = followsLogOn;
    this.parts = parts;
    this.onLogOn = onLogOn;
  }

  /** Session on duty; that of nobody where none is open. */
  OnDuty onDuty() {
    return onDuty;
  }

  /** Brings the unit in line with the sessions that are open. */
  synchronized void follow() {
    List<Session> open = sessions.open();
    Set<String> known = reported.stream().map(Session::id).collect(Collectors.toSet());
    if (open.stream().anyMatch(s -> !known.contains(s.id()))) {
      onLogOn.run();
    }
    report(open);
    parts.switches().keepOnly(open.stream().map(Session::id).collect(Collectors.toSet()));
    Optional<Session> officer = open.stream().filter(s -> isOfficer(s.user())).findFirst();
    onDuty =
        officer
            .or(() -> open.stream().findFirst())
            .map(s -> new OnDuty(s.id(), s.purpose(), s.canvassCase()))
            .orElse(OnDuty.NOBODY);
    if (!followsLogOn) {
      return;
    }
    Duty duty = parts.duty();
    Duty.State next =
        officer.isPresent() ? Duty.State.ON : open.isEmpty() ? Duty.State.OFF : Duty.State.SERVICE;
    if (next == Duty.State.SERVICE && duty.state() != next) {
      Session by = open.getFirst();
      parts
          .audit()
          .note(
              AuditEntry.of(by.user().actor(), Action.SERVICE_MODE, "unit", "")
                  .in(by.id(), by.user().name()));
    }
    duty.set(next);
  }

  private void report(List<Session> open) {
    Set<String> ids = open.stream().map(Session::id).collect(Collectors.toSet());
    for (Session gone : reported) {
      if (!ids.contains(gone.id())) {
        CompletableFuture<Void> _ =
            parts
                .store()
                .endSession(
                    new SessionReport(
                        gone.id(), gone.user().userId(), gone.since(), parts.clock().utc()),
                    (report, reads, hits) ->
                        report.write(parts.id(), parts.profileStamp(), reads, hits));
      }
    }
    reported = List.copyOf(open);
  }

  private static boolean isOfficer(User user) {
    return user.role().equals("officer") || user.role().equals("supervisor");
  }
}
