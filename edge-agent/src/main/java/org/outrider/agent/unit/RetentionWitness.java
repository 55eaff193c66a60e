package org.outrider.agent.unit;

import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.people.audit.AuditException;
import org.outrider.agent.record.retention.Hold;
import org.outrider.agent.record.retention.Purged;
import org.outrider.agent.record.retention.Retention;

/**
 * The certificate of a purge is its event in the audit: signed by the unit, with a place in the
 * chain, and sent to central.
 */
record RetentionWitness(Audit audit) implements Retention.Witness {

  @Override
  public boolean purged(Purged purged) {
    return isWritten(
        AuditEntry.of(AuditEntry.UNIT, Action.PURGE, "purge", purged.purgeId())
            .ended(AuditEntry.Result.ALLOW, purged.words()));
  }

  @Override
  public boolean ended(Hold hold) {
    return isWritten(
        AuditEntry.of(AuditEntry.UNIT, Action.HOLD_RELEASE, "hold", hold.holdId())
            .with("case_number", hold.caseNumber())
            .ended(AuditEntry.Result.ALLOW, "ended by itself at " + hold.endsAt()));
  }

  private boolean isWritten(AuditEntry entry) {
    try {
      audit.record(entry);
      return true;
    } catch (AuditException e) { // a fault already
      return false;
    }
  }
}
