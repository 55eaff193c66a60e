package org.outrider.agent.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.people.audit.AuditException;
import org.outrider.agent.people.audit.AuditedLogOn;
import org.outrider.agent.people.iam.LogOn;
import org.outrider.agent.people.iam.LogOnException;
import org.outrider.agent.people.iam.LogOnWatch;
import org.outrider.agent.people.iam.User;
import org.outrider.agent.people.iam.UserList;
import org.outrider.agent.people.iam.Users;
import org.outrider.agent.people.iam.UsersConfig;
import org.outrider.agent.store.SqliteAccountStore;
import org.outrider.agent.store.SqliteAuditStore;
import org.outrider.agent.store.SqliteVersions;
import org.outrider.agent.store.StoreException;
import org.outrider.agent.unit.ProfileRules;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;
import org.tinylog.Logger;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who gives a command, proved by the users' list of the unit where there is one. */
final class LogOnOptions {
  /** Configuration of the unit of this machine. */
  static final String CONFIG = "/etc/outrider/outrider.toml";

  private static final Path OF_UNIT = Path.of("/etc/outrider/users.toml");

  @Option(
      names = "--as",
      paramLabel = "USER",
      required = true,
      description = "Who does it, by name.")
  String user = "";

  @Option(
      names = "--users",
      paramLabel = "FILE",
      description = {
        "Signed list of users (default /etc/outrider/users.toml where it is there):",
        "then the password is asked for, and the role is the listed one."
      })
  @Nullable Path users;

  @Option(
      names = "--user-keys",
      paramLabel = "DIR",
      defaultValue = "/etc/outrider/user-keys",
      description = "Public keys that the list must be signed by (default ${DEFAULT-VALUE}).")
  Path keys = Path.of(".");

  @Option(
      names = "--accounts",
      paramLabel = "FILE",
      defaultValue = "/var/lib/outrider/accounts.db",
      description = "Where failed tries are remembered (default ${DEFAULT-VALUE}).")
  Path accounts = Path.of(".");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = CONFIG,
      description = {
        "Of the unit (default ${DEFAULT-VALUE}): where it is there, its own list of users and",
        "accounts count, and what is done is written into its audit."
      })
  Path config = Path.of(".");

  @Mixin PasswordOptions secret = new PasswordOptions();

  /** Whether a list of users is there to prove anybody by. */
  boolean isProved() throws ConfigException {
    return users != null || Files.exists(OF_UNIT) || unit().flatMap(UnitConfig::users).isPresent();
  }

  /** The unit's configuration; empty where there is none. */
  Optional<UnitConfig> unit() throws ConfigException {
    return unit(config);
  }

  /** A unit's configuration; empty where there is none. */
  static Optional<UnitConfig> unit(Path config) throws ConfigException {
    return Files.exists(config)
        ? Optional.of(ConfigReader.read(config, new Devices()))
        : Optional.empty();
  }

  private static String name(Optional<UnitConfig> of) {
    return of.map(c -> c.unit().agency() + "/" + c.unit().id()).orElse("");
  }

  /** The list that the unit has in force, by its file and by what central sent. */
  private static UserList known(UsersConfig place, Optional<UnitConfig> of)
      throws ConfigException, TrustException {
    if (of.isPresent() && Files.exists(of.get().store().file())) {
      try (SqliteVersions kept = SqliteVersions.open(of.get().store().file(), new Health())) {
        return Users.of(place, kept.message(Users.KIND), kept.newestVersion(Users.KIND));
      } catch (StoreException e) { // then the file alone says who there is
        Logger.tag("iam").warn("{}: {}", of.get().store().file(), e.getMessage());
      }
    }
    return Users.of(place, null, 0);
  }

  /**
   * The configuration of the unit that a command is about.
   *
   * @throws CommandException where there is none
   */
  UnitConfig ofUnit() throws CommandException, ConfigException {
    return unit()
        .orElseThrow(() -> new CommandException(config + ": not there, expected the unit's own"));
  }

  /** The audit of the unit that this is about; empty where there is none. The caller closes it. */
  Optional<Audit> audit(ProfileRules policy) throws ConfigException, TrustException {
    Optional<UnitConfig> of = unit();
    if (of.isEmpty()) {
      return Optional.empty();
    }
    UnitConfig.Unit id = of.get().unit();
    return Optional.of(
        new Audit(
            new UnitId(id.agency(), id.id(), id.deployment()),
            policy.profile().stamp(),
            policy.auditKeep(),
            new SqliteAuditStore(of.get().audit().file()),
            SigningKey.readOrMake(of.get().audit().key()),
            new SystemClock(),
            new Health()));
  }

  /** What is done at the door. */
  @FunctionalInterface
  private interface AtTheDoor<T> {
    T run(LogOn door) throws CommandException, LogOnException;
  }

  private <T> T at(ProfileRules policy, AtTheDoor<T> what)
      throws CommandException, ConfigException, TrustException {
    UsersConfig place =
        unit()
            .flatMap(UnitConfig::users)
            .orElse(new UsersConfig(users == null ? OF_UNIT : users, keys, accounts));
    UserList known = known(place, unit());
    Optional<Audit> audit = audit(policy);
    try (SqliteAccountStore store = SqliteAccountStore.open(place.accounts())) {
      LogOnWatch watch =
          audit
              .<LogOnWatch>map(
                  a -> new AuditedLogOn(a, policy.profile().stamp(), new SystemClock()))
              .orElse(LogOnWatch.NONE);
      return what.run(
          new LogOn(
              name(unit()), () -> known, policy.logOnRules(), store, new SystemClock(), watch));
    } catch (LogOnException | StoreException e) {
      throw new CommandException(user + ": " + e.getMessage());
    } finally {
      audit.ifPresent(Audit::close);
    }
  }

  /** Writes down what is done next; where that is not possible it must not be done. */
  void record(AuditEntry entry, ProfileRules policy)
      throws CommandException, ConfigException, TrustException {
    Optional<Audit> audit = audit(policy);
    try {
      if (audit.isPresent()) {
        audit.get().record(entry);
      }
    } catch (AuditException e) {
      throw new CommandException("nothing is done, it cannot be written down: " + e.getMessage());
    } finally {
      audit.ifPresent(Audit::close);
    }
  }

  /** Logs the person on. */
  User logOn(ProfileRules policy) throws CommandException, ConfigException, TrustException {
    return at(policy, door -> door.logOn(user, secret.password(user), secret.code, false));
  }

  /** The policy of the unit that a command is about, as it is in force there. */
  ProfileRules policyOfUnit() throws CommandException, ConfigException, TrustException {
    UnitConfig of = ofUnit();
    try (SqliteVersions sent = SqliteVersions.open(of.store().file(), new Health())) {
      return ProfileRules.inForce(of.policy(), sent.message("profile"), new Health());
    } catch (StoreException e) {
      throw new CommandException(e);
    }
  }

  /**
   * Logs the person on for something that only some roles may do; a refusal is written down.
   *
   * @param what they want, in words
   */
  User logOnAs(Set<String> may, String what, ProfileRules policy)
      throws CommandException, ConfigException, TrustException {
    if (!isProved()) {
      throw new CommandException("no list of users: nobody can be proved to be who they say");
    }
    User person = logOn(policy);
    if (!may.contains(person.role())) {
      record(
          AuditEntry.of(person.actor(), Action.ACCESS, "command", what)
              .in("", person.name())
              .ended(AuditEntry.Result.DENY, "role " + person.role()),
          policy);
      throw new CommandException(
          "%s is %s: to %s is for %s".formatted(person.userId(), person.role(), what, may));
    }
    return person;
  }

  /** Opens another person's locked account. */
  void release(String userId, ProfileRules policy)
      throws CommandException, ConfigException, TrustException {
    User _ =
        at(
            policy,
            door -> {
              User by = door.logOn(user, secret.password(user), secret.code, false);
              door.release(userId, by.actor());
              return by;
            });
  }

  /** Asks at the terminal. */
  @SuppressWarnings("SystemConsoleNull")
  static char[] typed(String prompt) throws CommandException {
    @Nullable Console console = System.console(); // null without a terminal, since Java 25 again
    char[] typed =
        console != null && console.isTerminal() ? console.readPassword("%s", prompt) : null;
    if (typed == null) {
      throw new CommandException("no terminal to ask for the password at: use --password-file");
    }
    return typed;
  }

  static char[] firstLine(Path file) throws CommandException {
    try {
      return Files.readString(file).lines().findFirst().orElse("").toCharArray();
    } catch (IOException e) {
      throw new CommandException(file + ": cannot be read: " + e.getMessage());
    }
  }
}
