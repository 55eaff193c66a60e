package org.outrider.agent.people.audit;

import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.people.iam.LogOnException;
import org.outrider.agent.people.iam.LogOnWatch;
import org.outrider.agent.people.iam.User;

/** Writes each try to log on down; without that nobody comes in (AUD-01). */
public record AuditedLogOn(Audit audit, String profile) implements LogOnWatch {

  @Override
  public void loggedOn(User user, boolean acknowledges) throws LogOnException {
    AuditEntry entry = AuditEntry.of(user.actor(), Action.LOGIN, "unit", "").in("", user.name());
    record(acknowledges ? entry.ended(AuditEntry.Result.ALLOW, "acknowledged " + profile) : entry);
  }

  @Override
  public void failed(String userId, String why, boolean isLocked) throws LogOnException {
    Actor nobody = new Actor(userId.length() > 64 ? userId.substring(0, 64) : userId, "");
    record(
        AuditEntry.of(nobody, Action.LOGIN_FAILED, "unit", "").ended(AuditEntry.Result.DENY, why));
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
