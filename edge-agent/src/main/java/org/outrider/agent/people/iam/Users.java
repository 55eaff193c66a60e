package org.outrider.agent.people.iam;

import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SignedText;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.base.trust.VersionStore;
import org.outrider.hal.clock.UnitClock;

/**
 * List of users in force: that of the file, whenever it changes, or the one that central sent,
 * whichever has the higher version. A list that is not right, has ended, is dated absurdly far
 * ahead, or is older than one that was in force raises a fault and changes nothing; the fault
 * clears with the next right list. The last right list is kept over restarts. Without any list
 * nobody logs on.
 */
public final class Users implements Supplier<UserList> {
  /** Topic that lists come on, and kind that versions are remembered by. */
  public static final String KIND = "users";

  /** Kind under which the last right list of the file is kept. */
  private static final String KEPT = "users_file";

  private static final FaultCode FAULT = FaultCode.USERS_REFUSED;

  private final UsersConfig config;
  private final UsersFile file;
  private final VersionStore store;
  private final Health health;
  private final UnitClock clock;
  private final Consumer<UserList> onChange;
  private UserList current;
  private boolean isOfCentral;
  private boolean isWatched;

  /**
   * @param onChange is called with each list that comes into force
   */
  public Users(
      UsersConfig config,
      String agency,
      VersionStore store,
      Health health,
      UnitClock clock,
      Consumer<UserList> onChange) {
    this.config = config;
    this.store = store;
    this.health = health;
    this.clock = clock;
    this.onChange = onChange;
    this.current = new UserList(agency, 0, Instant.EPOCH, List.of());
    this.file = new UsersFile(config, clock);
    byte[] sent = store.message(KIND);
    if (sent != null) {
      isOfCentral = attempt(() -> Optional.of(sent("list of users of central", sent)));
    }
    byte[] kept = store.message(KEPT);
    if (kept != null) {
      int before = current.version();
      boolean _ = attempt(() -> newer(sent("kept list of users", kept)));
      isOfCentral &= current.version() == before;
    }
    isWatched = true;
  }

  /** Reads a list; empty when the one in force is to stay. */
  @FunctionalInterface
  private interface Source {
    Optional<UserList> read() throws ConfigException, TrustException;
  }

  private UserList sent(String source, byte[] message) throws ConfigException, TrustException {
    return UserList.sent(source, SignedText.parse(source, message), TrustedKeys.of(config.keys()));
  }

  /**
   * List that commands on the unit are proved by: the same one, without the unit.
   *
   * @param message of central; null when none was kept
   * @param newest version that was in force on the unit; 0 for none
   * @throws TrustException also when the list is older than one that was in force
   */
  public static UserList of(UsersConfig config, byte @Nullable [] message, long newest)
      throws ConfigException, TrustException {
    TrustedKeys keys = TrustedKeys.of(config.keys());
    String source = "list of users of central";
    Optional<UserList> sent =
        message == null
            ? Optional.empty()
            : Optional.of(UserList.sent(source, SignedText.parse(source, message), keys));
    if (sent.isPresent() && !Files.exists(config.list())) {
      return sent.get();
    }
    UserList file = UserList.signed(config.list(), keys);
    UserList out = sent.filter(s -> s.version() > file.version()).orElse(file);
    if (out.version() < newest) {
      throw new TrustException(
          "%s: version %d, expected %d or higher: copy the list that is in force"
              .formatted(config.list(), out.version(), newest));
    }
    return out;
  }

  /**
   * Proves the list that a unit would start with.
   *
   * @param mayComeLater whether central sends one where there is no file
   * @throws TrustException when a unit would not take it up
   */
  public static void check(UsersConfig config, String agency, Instant now, boolean mayComeLater)
      throws ConfigException, TrustException {
    TrustedKeys keys = TrustedKeys.of(config.keys());
    if (mayComeLater && !Files.exists(config.list())) {
      return;
    }
    UserList list = UserList.signed(config.list(), keys);
    if (!list.agency().equals(agency)) {
      throw new TrustException(
          "%s: agency %s, expected %s".formatted(config.list(), list.agency(), agency));
    }
    Optional<String> untimely = list.untimely(now);
    if (untimely.isPresent()) {
      throw new TrustException(config.list() + ": " + untimely.get());
    }
  }

  /**
   * Central sends a list: retained, so the same one comes with each connection.
   *
   * @return whether it is in force
   */
  public synchronized boolean offer(byte[] message) {
    int before = current.version();
    boolean isTaken =
        attempt(
            () -> {
              UserList next = sent("list of users of central", message);
              return Optional.of(next).filter(n -> n.version() != current.version());
            });
    if (current.version() != before) {
      isOfCentral = true;
      CompletableFuture<Void> _ = store.keepMessage(KIND, current.version(), message);
    }
    return isTaken;
  }

  @Override
  public synchronized UserList get() {
    if (file.isDue()) {
      file.refused(!look());
    }
    return current;
  }

  /** Takes up the file; false when it was refused. */
  private boolean look() {
    if (!file.isThere() && current.version() > 0) {
      health.clear(FAULT, KIND); // no bad file any more, and the list in force is kept
      return true;
    }
    UserList before = current;
    byte[][] read = new byte[1][];
    boolean isRight =
        attempt(
            () -> {
              SignedText text = file.read();
              read[0] = text.write();
              UserList next =
                  UserList.sent(config.list().toString(), text, TrustedKeys.of(config.keys()));
              return isOfCentral ? newer(next) : Optional.of(next);
            });
    if (isRight && !current.equals(before)) {
      isOfCentral = false;
      CompletableFuture<Void> _ = store.keepMessage(KEPT, current.version(), read[0]);
    }
    return isRight;
  }

  /** The list, unless the one in force is newer: then that one stays and nothing is wrong. */
  private Optional<UserList> newer(UserList next) {
    return Optional.of(next).filter(n -> n.version() >= current.version());
  }

  private boolean attempt(Source source) {
    try {
      Optional<UserList> read = source.read();
      if (read.isPresent()) {
        UserList next = read.get();
        long newest = Math.max(current.version(), store.newestVersion(KIND));
        if (!next.agency().equals(current.agency())) {
          return refuse("agency %s, expected %s".formatted(next.agency(), current.agency()));
        }
        if (next.version() < newest) {
          return refuse("version %d, expected %d or higher".formatted(next.version(), newest));
        }
        Optional<String> date = isWatched ? dates(next) : Optional.empty();
        if (date.isPresent()) {
          return refuse(date.get());
        }
        CompletableFuture<Void> _ = store.noteVersion(KIND, next.version());
        if (!next.equals(current)) {
          current = next;
          onChange.accept(next);
        }
      }
      health.clear(FAULT, KIND);
      return true;
    } catch (ConfigException | TrustException e) {
      return refuse(String.valueOf(e.getMessage()));
    }
  }

  /** Problem with the dates of a list that would replace the one in force; empty for none. */
  private Optional<String> dates(UserList next) {
    Instant now = clock.utc();
    if (!now.isBefore(next.validUntil()) && now.isBefore(current.validUntil())) {
      return Optional.of(
          "version %d ended at %s, and the list in force is valid until %s"
              .formatted(next.version(), next.validUntil(), current.validUntil()));
    }
    return next.tooFar(now);
  }

  private boolean refuse(String why) {
    health.raise(FAULT, KIND, why);
    return false;
  }
}
