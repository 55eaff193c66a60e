package org.outrider.agent.people.audit;

import java.util.OptionalInt;
import org.outrider.agent.base.Counted;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.people.iam.LogOnException;
import org.outrider.agent.people.iam.LogOnWatch;
import org.outrider.agent.people.iam.User;
import org.outrider.hal.clock.UnitClock;

/**
 * Records each attempt to log on; nobody comes in without that (AUD-01). Failed attempts of people
 * who have not proved who they are are bounded: beyond, they are counted in the next event.
 */
public final class AuditedLogOn implements LogOnWatch {
  private final Audit audit;
  private final String profile;
  private final AuditBudget budget;

  /**
   * @param profile whose policy is acknowledged with a log-on, {@code id@version}
   */
  public AuditedLogOn(Audit audit, String profile, UnitClock clock) {
    this.audit = audit;
    this.profile = profile;
    this.budget = new AuditBudget(clock);
  }

  @Override
  public void loggedOn(User user, boolean acknowledges) throws LogOnException {
    AuditEntry entry = AuditEntry.of(user.actor(), Action.LOGIN, "unit", "").in("", user.name());
    record(acknowledges ? entry.ended(AuditEntry.Result.ALLOW, "acknowledged " + profile) : entry);
  }

  @Override
  public void failed(String userId, String why, boolean isLocked) throws LogOnException {
    Actor nobody = new Actor(userId.length() > 64 ? userId.substring(0, 64) : userId, "");
    OptionalInt skipped = budget.take();
    if (skipped.isPresent()) {
      int n = skipped.getAsInt();
      String words = n == 0 ? why : why + "; " + Counted.of(n, "more attempt") + " before it";
      record(
          AuditEntry.of(nobody, Action.LOGIN_FAILED, "unit", "")
              .ended(AuditEntry.Result.DENY, words));
    }
    if (isLocked) {
      record(AuditEntry.of(nobody, Action.LOCKOUT, "account", userId));
    }
  }

  @Override
  public void released(String userId, Actor by) throws LogOnException {
    record(AuditEntry.of(by, Action.UNLOCK, "account", userId));
  }

  private void record(AuditEntry entry) throws LogOnException {
    try {
      audit.record(entry);
    } catch (AuditException e) {
      throw new LogOnException("nobody can log on now: it cannot be written down");
    }
  }
}
