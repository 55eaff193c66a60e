package org.outrider.agent.store;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.health.Health;

/** What central sent down and is in force over restarts: the newest of each kind, as it came. */
public final class SqliteDirectives implements AutoCloseable {
  private final UnitDatabase database;

  SqliteDirectives(UnitDatabase database) {
    this.database = database;
  }

  /**
   * Opens the database beside a unit that may run.
   *
   * @throws StoreException when it cannot be opened
   */
  public static SqliteDirectives open(Path file, Health health) throws StoreException {
    return new SqliteDirectives(UnitDatabase.beside(file, health));
  }

  /** The message of a kind; null when none ever came. */
  public byte @Nullable [] get(String kind) {
    byte[][] found = new byte[1][];
    database.query(
        "SELECT body FROM directive WHERE kind = ?",
        s -> s.setString(1, kind),
        r -> found[0] = r.getBytes(1));
    return found[0];
  }

  /** Keeps a message, and remembers its version as the newest; durable when done. */
  public CompletableFuture<Void> put(String kind, long version, byte[] message) {
    return database.submit(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement("INSERT OR REPLACE INTO directive VALUES (?, ?, ?)")) {
            s.setString(1, kind);
            s.setLong(2, version);
            s.setBytes(3, message);
            s.executeUpdate();
          }
          SqliteStore.newest(c, kind, version);
        });
  }

  /** For one that was opened by itself. */
  @Override
  public void close() {
    database.close();
  }
}
