package org.outrider.agent.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.trust.VersionStore;

/** What central sent down and is in force over restarts: the newest of each kind, as it came. */
public final class SqliteVersions implements VersionStore, AutoCloseable {
  private final UnitDatabase database;

  SqliteVersions(UnitDatabase database) {
    this.database = database;
  }

  /**
   * Opens the database beside a unit that may run.
   *
   * @throws StoreException when it cannot be opened
   */
  public static SqliteVersions open(Path file, Health health) throws StoreException {
    return new SqliteVersions(UnitDatabase.beside(file, health));
  }

  @Override
  public long newestVersion(String kind) {
    long[] found = {0};
    database.query(
        "SELECT version FROM newest WHERE name = ?",
        s -> s.setString(1, kind),
        r -> found[0] = r.getLong(1));
    return found[0];
  }

  @Override
  public CompletableFuture<Void> noteVersion(String kind, long version) {
    return database.submit(c -> newest(c, kind, version));
  }

  static void newest(Connection c, String kind, long version) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            "INSERT INTO newest VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET version ="
                + " max(version, excluded.version)")) {
      s.setString(1, kind);
      s.setLong(2, version);
      s.executeUpdate();
    }
  }

  @Override
  public byte @Nullable [] message(String kind) {
    byte[][] found = new byte[1][];
    database.query(
        "SELECT body FROM directive WHERE kind = ?",
        s -> s.setString(1, kind),
        r -> found[0] = r.getBytes(1));
    return found[0];
  }

  @Override
  public CompletableFuture<Void> keepMessage(String kind, long version, byte[] message) {
    return database.submit(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement("INSERT OR REPLACE INTO directive VALUES (?, ?, ?)")) {
            s.setString(1, kind);
            s.setLong(2, version);
            s.setBytes(3, message);
            s.executeUpdate();
          }
          newest(c, kind, version);
        });
  }

  /** For one that was opened by itself. */
  @Override
  public void close() {
    database.close();
  }
}
