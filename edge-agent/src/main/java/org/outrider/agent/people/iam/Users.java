package org.outrider.agent.people.iam;

import java.io.IOException;
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
 * The list of users in force: that of the file, whenever it changes, or the one that central sent,
 * whichever has the higher version. One that is not right, or older than what was in force once, is
 * a fault and changes nothing; without any, nobody logs on.
 */
public final class Users implements Supplier<UserList> {
  /** The topic that lists come on, and what versions are remembered by. */
  public static final String KIND = "users";

  private static final FaultCode FAULT = FaultCode.USERS_REFUSED;

  private final UsersConfig config;
  private final VersionStore store;
  private final Health health;
  private final UnitClock clock;
  private final Consumer<UserList> onChange;
  private UserList current;
  private String seen = "nothing yet";
  private boolean isOfCentral;

  /**
   * @param onChange hears of each list that comes into force
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
    byte[] sent = store.message(KIND);
    if (sent != null) {
      isOfCentral = attempt(() -> Optional.of(sent(sent)));
    }
  }

  /** Reads a list; empty when the one in force is to stay. */
  @FunctionalInterface
  private interface Source {
    Optional<UserList> read() throws ConfigException, TrustException;
  }

  private UserList sent(byte[] message) throws ConfigException, TrustException {
    String source = "list of users of central";
    return UserList.sent(source, SignedText.parse(source, message), TrustedKeys.of(config.keys()));
  }

  /** What commands on the unit are proved by: the same list, without the unit. */
  public static UserList of(UsersConfig config, byte @Nullable [] message)
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
    return sent.filter(s -> s.version() > file.version()).orElse(file);
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
              UserList next = sent(message);
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
    String now = stamp();
    if (!now.equals(seen)) {
      seen = now;
      if (!now.isEmpty() || current.version() == 0) {
        boolean _ = attempt(this::ofFile);
      }
    }
    return current;
  }

  /** That of the file; where central's is newer, that one stays and nothing is wrong. */
  private Optional<UserList> ofFile() throws ConfigException, TrustException {
    UserList file = UserList.signed(config.list(), TrustedKeys.of(config.keys()));
    return isOfCentral && file.version() < current.version() ? Optional.empty() : Optional.of(file);
  }

  /** Changes with the file; empty without one. */
  private String stamp() {
    try {
      return Files.getLastModifiedTime(config.list()) + " " + Files.size(config.list());
    } catch (IOException e) {
      return "";
    }
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
        Instant now = clock.utc();
        if (!now.isBefore(next.validUntil()) && now.isBefore(current.validUntil())) {
          return refuse(
              "version %d ended at %s, and the list in force is valid until %s"
                  .formatted(next.version(), next.validUntil(), current.validUntil()));
        }
        CompletableFuture<Void> _ = store.noteVersion(KIND, next.version());
        current = next;
        onChange.accept(next);
      }
      health.clear(FAULT, KIND);
      return true;
    } catch (ConfigException | TrustException e) {
      return refuse(String.valueOf(e.getMessage()));
    }
  }

  private boolean refuse(String why) {
    health.raise(FAULT, KIND, why);
    return false;
  }
}
