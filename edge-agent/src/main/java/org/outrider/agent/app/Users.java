package org.outrider.agent.app;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.outrider.agent.config.ConfigException;
import org.outrider.agent.config.UnitConfig;
import org.outrider.agent.health.Health;
import org.outrider.agent.iam.UserList;
import org.outrider.agent.store.SqliteStore;
import org.outrider.agent.trust.TrustException;
import org.outrider.agent.trust.TrustedKeys;

/**
 * The list of users in force: that of the file, whenever it changes. One that is not right, or
 * older than what was in force once, is a fault and changes nothing; without any, nobody logs on.
 */
final class Users implements Supplier<UserList> {
  private static final String FAULT = "USERS_REFUSED";

  private final UnitConfig.UsersConfig config;
  private final SqliteStore store;
  private final Health health;
  private final Consumer<UserList> onChange;
  private UserList current;
  private String seen = "";

  /**
   * @param onChange hears of each list that comes into force
   */
  Users(
      UnitConfig.UsersConfig config,
      String agency,
      SqliteStore store,
      Health health,
      Consumer<UserList> onChange) {
    this.config = config;
    this.store = store;
    this.health = health;
    this.onChange = onChange;
    this.current = new UserList(agency, 0, Instant.EPOCH, List.of());
  }

  @Override
  public synchronized UserList get() {
    String now = stamp();
    if (!now.equals(seen)) {
      seen = now;
      load();
    }
    return current;
  }

  /** Changes with the file. */
  private String stamp() {
    try {
      return Files.getLastModifiedTime(config.list()) + " " + Files.size(config.list());
    } catch (IOException e) {
      return "none";
    }
  }

  private void load() {
    try {
      UserList next = UserList.signed(config.list(), TrustedKeys.of(config.keys()));
      long newest = Math.max(current.version(), store.newestVersion("users"));
      if (!next.agency().equals(current.agency())) {
        refuse("agency %s, expected %s".formatted(next.agency(), current.agency()));
      } else if (next.version() < newest) {
        refuse("version %d, expected %d or higher".formatted(next.version(), newest));
      } else {
        CompletableFuture<Void> _ = store.noteVersion("users", next.version());
        current = next;
        health.clear(FAULT, "users");
        onChange.accept(next);
      }
    } catch (ConfigException | TrustException e) {
      refuse(String.valueOf(e.getMessage()));
    }
  }

  private void refuse(String why) {
    health.raise(FAULT, "users", why);
  }
}
