package org.outrider.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.store.Postgres;
import org.outrider.agent.store.StoreException;

/** A database of version 0.1.0, whose ids were one for all units, is brought up to date. */
class MigrationTest {
  private static final Instant NOW = Instant.parse("2026-12-22T12:00:00Z");

  @TempDir Path folder;

  private static void old(String url, String key, String bytes) throws Exception {
    try (Connection c = DriverManager.getConnection(url);
        Statement s = c.createStatement()) {
      s.execute(
          """
          CREATE TABLE received (
            seq %s, kind TEXT NOT NULL, id TEXT NOT NULL, unit TEXT NOT NULL,
            sha256 TEXT NOT NULL, copies INTEGER NOT NULL, received_at TEXT NOT NULL,
            read_id TEXT, session_id TEXT, purge_after TEXT, body %s NOT NULL,
            UNIQUE (kind, id))\
          """
              .formatted(key, bytes));
      s.execute("CREATE INDEX received_read ON received (read_id)");
      s.execute("CREATE INDEX received_purge ON received (purge_after)");
      s.execute(
          """
          CREATE TABLE part (
            unit TEXT NOT NULL, sha256 TEXT NOT NULL, part INTEGER NOT NULL,
            received_at TEXT NOT NULL, data %s NOT NULL, PRIMARY KEY (unit, sha256, part))\
          """
              .formatted(bytes));
      s.execute("CREATE TABLE place (name TEXT PRIMARY KEY, seq BIGINT NOT NULL)");
      s.execute(
          """
          CREATE TABLE of_session (
            session_id TEXT NOT NULL, kind TEXT NOT NULL, things BIGINT NOT NULL,
            PRIMARY KEY (session_id, kind))\
          """);
      s.execute("CREATE VIEW alpr_read AS SELECT id, unit FROM received WHERE kind = 'read'");
      s.execute("DROP VIEW alpr_read"); // its columns are made anew by each version
      row(c, "r1", "s1", "2026-12-22T00:00:00Z", "{\"read_id\":\"r1\"}");
      row(
          c,
          "r2",
          "s1",
          null,
          "{\"retention\":{\"purge_after\":\"2026-12-01T00:00:00Z\",\"hold_ids\":[\"case\"]}}");
      row(c, "r3", "s1", "+999999999-12-31T00:00:00Z", "{\"read_id\":\"r3\"}");
      row(c, "r4", "s1", null, "{\"retention\":{\"purge_after\":\"?\",\"hold_ids\":[\"case\"]}}");
      row(c, "gone", "s1", "2026-12-01T00:00:00Z", "{}");
      s.execute("DELETE FROM received WHERE id = 'gone'");
      s.execute("INSERT INTO of_session VALUES ('s1', 'read', 5), ('s0', 'read', 7)");
      s.execute("INSERT INTO place VALUES ('poster', 5)");
    }
  }

  private static void row(Connection c, String id, String session, String purge, String body)
      throws Exception {
    try (PreparedStatement s =
        c.prepareStatement(
            "INSERT INTO received (kind, id, unit, sha256, copies, received_at, session_id,"
                + " purge_after, body) VALUES ('read', ?, 'A/a', ?, 1, ?, ?, ?, ?)")) {
      s.setString(1, id);
      s.setString(2, "sha-" + id);
      s.setString(3, "2026-11-22T12:00:00Z");
      s.setString(4, session);
      s.setString(5, purge);
      s.setBytes(6, body.getBytes(StandardCharsets.UTF_8));
      s.executeUpdate();
    }
  }

  private static Received read(String unit, String id) {
    return new Received(unit, "read", id, "sha-" + id, new byte[] {'{', '}'}, Received.Marks.NONE);
  }

  private static void isBroughtUpToDate(String url) throws Exception {
    for (int i = 0; i < 2; i++) { // the second time there is nothing to do
      try (JdbcCentralStore store = JdbcCentralStore.open(url, () -> NOW)) {
        assertEquals(4, store.counts().get("read"));
        assertEquals(5, store.ofSession("A/a", "read", "s1"), "with what was purged");
        assertEquals(0, store.ofSession("A/b", "read", "s1"));
        assertEquals(7, store.ofSession("A/a", "read", "s0"), "of a unit that is not known");
      }
    }
    try (JdbcCentralStore store = JdbcCentralStore.open(url, () -> NOW)) {
      assertEquals(
          List.of(CentralStore.Result.STORED, CentralStore.Result.DUPLICATE),
          store.put(List.of(read("A/b", "r1"), read("A/a", "r1"))));
      assertEquals(
          1,
          store.after("read", store.cursor("poster"), 9).size(),
          "rows are numbered on, so that nothing is passed over");
      assertEquals(1, store.purge(NOW), "what is held, and what has no last day, stays");
      assertEquals(4, store.counts().get("read"));
    }
  }

  @Test
  void anOldSqliteFileIsBroughtUpToDate() throws Exception {
    String url = "jdbc:sqlite:" + folder.resolve("central.db");
    old(url, "INTEGER PRIMARY KEY AUTOINCREMENT", "BLOB");
    isBroughtUpToDate(url);
  }

  @Test
  void anOldPostgresDatabaseIsBroughtUpToDate() throws Exception {
    try (Postgres database = new Postgres()) {
      old(database.url(), "BIGSERIAL PRIMARY KEY", "BYTEA");
      isBroughtUpToDate(database.url());
    }
  }

  @Test
  void aDatabaseOfANewerVersionIsLeftAlone() throws Exception {
    String url = "jdbc:sqlite:" + folder.resolve("central.db");
    try (JdbcCentralStore store = JdbcCentralStore.open(url, () -> NOW);
        Connection c = DriverManager.getConnection(url);
        Statement s = c.createStatement()) {
      assertEquals(0, store.counts().size());
      s.execute("UPDATE central_schema SET version = 3");
    }
    assertThrows(StoreException.class, () -> JdbcCentralStore.open(url, () -> NOW).close());
  }
}
