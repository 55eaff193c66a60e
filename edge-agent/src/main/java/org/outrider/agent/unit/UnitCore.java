package org.outrider.agent.unit;

import java.util.concurrent.CompletableFuture;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.health.ClockWatch;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.audit.AuditCourier;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.policy.Profile;
import org.outrider.agent.reading.capture.Duty;
import org.outrider.agent.store.SqliteAuditStore;
import org.outrider.agent.store.SqliteStore;
import org.outrider.agent.store.StoreException;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.spi.Devices;

/**
 * Foundation of all other parts of a unit: its identity, its rules, its database and its audit
 * trail.
 */
final class UnitCore {
  final UnitConfig config;
  final UnitId id;
  final Devices devices;
  final UnitClock clock;
  final Health health;
  final SqliteStore store;
  final ProfileRules policy;
  final String profileStamp;
  final SigningKey unitKey;
  final SqliteAuditStore events;
  final Audit audit;
  final AuditCourier courier;
  final ClockWatch clockWatch;

  /** Whether the unit reads only while somebody is logged on (IAM-04). */
  final boolean waitsForLogOn;

  final Duty duty;

  UnitCore(UnitConfig config, Devices devices, UnitClock clock, Health health, SqliteStore store)
      throws ConfigException, TrustException, StoreException, CommandException {
    this.config = config;
    this.devices = devices;
    this.clock = clock;
    this.health = health;
    this.store = store;
    id = new UnitId(config.unit().agency(), config.unit().id(), config.unit().deployment());
    policy = ProfileRules.inForce(config.policy(), store.versions().message("profile"), health);
    profileStamp = policy.profile().stamp();
    waitsForLogOn =
        config.console().isPresent() && policy.startsWithLogOn(config.unit().deployment());
    duty = new Duty(waitsForLogOn ? Duty.State.OFF : Duty.State.ON);
    events = new SqliteAuditStore(config.audit().file());
    unitKey = SigningKey.readOrMake(config.audit().key());
    store.sealBy(unitKey);
    audit = new Audit(id, profileStamp, policy.auditKeep(), events, unitKey, clock, health);
    clockWatch = new ClockWatch(health, step -> note(Action.CLOCK_STEP, "clock", "utc", step));
    courier = new AuditCourier(events, store::storeAudit, health);
    audit.onEvent(courier::wake);
  }

  /** Puts the profile in force; refuses one that is older than the newest on this unit. */
  void enforceProfile() throws CommandException {
    refuseOlder(policy.profile());
    note(Action.PROFILE_LOAD, "profile", profileStamp, "");
  }

  /** Notes an action of the unit itself in the audit trail. */
  void note(Action action, String type, String what, String words) {
    audit.note(
        AuditEntry.of(AuditEntry.UNIT, action, type, what).ended(AuditEntry.Result.ALLOW, words));
  }

  /** Versions only ever increase: an older one is what somebody signed and withdrew. */
  private void refuseOlder(Profile profile) throws CommandException {
    String name = "profile " + profile.id();
    long newest = store.versions().newestVersion(name);
    if (profile.version() < newest) {
      throw new CommandException(
          "%s version %d: version %d was in force on this unit, expected that or a higher one"
              .formatted(name, profile.version(), newest));
    }
    // Not waited for: a full disk must not keep a unit from starting.
    CompletableFuture<Void> _ = store.versions().noteVersion(name, profile.version());
  }
}
