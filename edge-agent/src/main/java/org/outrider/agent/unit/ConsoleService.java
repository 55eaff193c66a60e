package org.outrider.agent.unit;

import org.jspecify.annotations.Nullable;
import org.outrider.agent.alert.AlertEngine;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.OnDuty;
import org.outrider.agent.base.tls.ServerIdentity;
import org.outrider.agent.base.tls.TlsException;
import org.outrider.agent.console.Console;
import org.outrider.agent.link.directive.Directives;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.AuditedLogOn;
import org.outrider.agent.people.iam.LogOn;
import org.outrider.agent.people.iam.LogOnRules;
import org.outrider.agent.people.iam.Sessions;
import org.outrider.agent.people.iam.UserList;
import org.outrider.agent.people.iam.Users;
import org.outrider.agent.people.iam.UsersConfig;
import org.outrider.agent.store.SqliteAccountStore;
import org.outrider.agent.store.StoreException;
import org.outrider.agent.unit.config.UnitConfig;

/** The console of a unit, the people who log on to it, and their shift. */
final class ConsoleService {
  private final Console console;
  private final SqliteAccountStore accounts;
  private final Users users;
  private final Shift shift;
  private final Health health;

  /**
   * Parts of the unit that the console works with.
   *
   * @param directives by which central unlocks accounts
   * @param onLogOn runs when somebody has logged on (HL-04)
   */
  record Parts(
      UnitCore core,
      ConsoleOfUnit desk,
      AlertEngine alerts,
      Directives directives,
      Runnable onLogOn,
      boolean isTraining) {}

  private ConsoleService(
      Console console, SqliteAccountStore accounts, Users users, Shift shift, Health health) {
    this.console = console;
    this.accounts = accounts;
    this.users = users;
    this.shift = shift;
    this.health = health;
  }

  /** Builds the console; null for a unit that has none configured. */
  static @Nullable ConsoleService of(Parts parts) throws StoreException {
    UnitCore core = parts.core();
    UnitConfig config = core.config;
    if (config.console().isEmpty() || config.users().isEmpty()) {
      return null;
    }
    UnitConfig.ConsoleConfig place = config.console().get();
    UsersConfig who = config.users().get();
    ProfileRules policy = core.policy;
    boolean isInVehicle = config.unit().deployment() == Deployment.MOBILE;
    LogOnRules logOnRules = policy.logOnRules();
    Sessions sessions = new Sessions(policy.sessionRules(isInVehicle), core.clock);
    Users users =
        new Users(
            who,
            core.id.agency(),
            core.store.versions(),
            core.health,
            core.clock,
            list -> {
              core.note(Action.USER_LIST_LOAD, "users", "version " + list.version(), "");
              sessions.keepOnly(list, u -> logOnRules.training(u, core.clock.utc()).isEmpty());
            });
    SqliteAccountStore accounts = SqliteAccountStore.open(who.accounts());
    Shift shift =
        new Shift(
            sessions,
            core.waitsForLogOn,
            new Shift.Parts(
                core.id,
                core.profileStamp,
                core.duty,
                core.audit,
                parts.alerts().switches(),
                core.store,
                core.clock),
            parts.onLogOn());
    LogOn logOn =
        new LogOn(
            core.id.agency() + "/" + config.unit().id(),
            users,
            logOnRules,
            accounts,
            core.clock,
            new AuditedLogOn(core.audit, core.profileStamp, core.clock));
    Console console =
        new Console(
            new Console.Place(
                place.host(),
                place.port(),
                place.tls().map(t -> new ServerIdentity(t.certificate(), t.key()))),
            parts.desk(),
            policy.consoleRules(),
            logOn,
            sessions,
            core.audit,
            core.clock,
            parts.isTraining(),
            shift::follow);
    parts.directives().door(new Directives.Door(users, logOn));
    parts.alerts().addScreen(console::alert);
    return new ConsoleService(console, accounts, users, shift, core.health);
  }

  OnDuty onDuty() {
    return shift.onDuty();
  }

  int port() {
    return console.port();
  }

  /** Serves the page. Failure is a fault only: alerts are heard and seen all the same. */
  void serve() {
    try {
      console.serve();
      health.clear(FaultCode.CONSOLE_FAILED, "certificate");
    } catch (TlsException e) { // it may still come, and the unit reads meanwhile
      health.raise(FaultCode.CONSOLE_FAILED, "certificate", String.valueOf(e.getMessage()));
    } catch (RuntimeException e) { // whatever the server says, such as a port in use
      health.raise(FaultCode.CONSOLE_FAILED, "console", String.valueOf(e.getMessage()));
    }
  }

  /** Brings the shift up to date: a new list of users may end sessions, and so does a long day. */
  void follow() {
    UserList _ = users.get();
    shift.follow();
  }

  /** Stops serving. */
  void stop() {
    console.close();
  }

  /** Closes the store of accounts. */
  void close() {
    accounts.close();
  }
}
