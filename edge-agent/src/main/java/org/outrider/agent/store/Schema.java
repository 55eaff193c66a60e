package org.outrider.agent.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The unit's database as numbered steps; a step is never changed once it has been shipped. Each is
 * one transaction together with its number, so that a power cut leaves a whole version.
 */
final class Schema {
  private static final List<List<String>> STEPS =
      List.of(
          List.of(
              """
              CREATE TABLE read (
                read_id TEXT PRIMARY KEY,
                captured_ms INTEGER NOT NULL,
                is_final INTEGER NOT NULL,
                body BLOB NOT NULL) WITHOUT ROWID\
              """,
              """
              CREATE TABLE picture (
                sha256 TEXT PRIMARY KEY,
                read_id TEXT NOT NULL,
                role TEXT NOT NULL,
                data BLOB NOT NULL)\
              """,
              "CREATE INDEX picture_read ON picture (read_id)",
              """
              CREATE TABLE hit (
                hit_id TEXT PRIMARY KEY,
                read_id TEXT NOT NULL,
                raised_ms INTEGER NOT NULL,
                body BLOB NOT NULL) WITHOUT ROWID\
              """,
              """
              CREATE TABLE outbox (
                seq INTEGER PRIMARY KEY AUTOINCREMENT,
                lane INTEGER NOT NULL,
                id TEXT NOT NULL,
                read_id TEXT NOT NULL,
                state TEXT NOT NULL,
                tries INTEGER NOT NULL DEFAULT 0,
                due_nanos INTEGER NOT NULL DEFAULT -9223372036854775808,
                cause TEXT,
                UNIQUE (lane, id))\
              """,
              "CREATE INDEX outbox_due ON outbox (lane, seq) WHERE state <> 'quarantined'",
              "CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID"),
          List.of(
              """
              CREATE TABLE request (
                request_id TEXT PRIMARY KEY,
                at_ms INTEGER NOT NULL,
                body BLOB NOT NULL) WITHOUT ROWID\
              """),
          List.of(
              "CREATE TABLE newest (name TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT"
                  + " ROWID"),
          List.of(
              """
              CREATE TABLE disposition (
                hit_id TEXT PRIMARY KEY, is_open INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID\
              """,
              """
              CREATE TABLE step (
                disposition_id TEXT PRIMARY KEY,
                hit_id TEXT NOT NULL,
                at_ms INTEGER NOT NULL,
                body BLOB NOT NULL) WITHOUT ROWID\
              """),
          List.of(
              "CREATE TABLE audit (audit_id TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID"),
          // kept_from_ms starts the clock of the policy, stored_ms that of the unit; what central
          // had before the step is taken as stored when it was captured.
          List.of(
              "ALTER TABLE read ADD COLUMN kept_from_ms INTEGER NOT NULL DEFAULT 0",
              "ALTER TABLE read ADD COLUMN stored_ms INTEGER",
              "ALTER TABLE read ADD COLUMN is_held INTEGER NOT NULL DEFAULT 0",
              "CREATE INDEX outbox_read ON outbox (read_id)",
              "CREATE INDEX hit_read ON hit (read_id)",
              "CREATE INDEX step_hit ON step (hit_id)",
              "UPDATE read SET kept_from_ms = captured_ms",
              """
              UPDATE outbox SET read_id = coalesce((SELECT hit.read_id FROM step JOIN hit
                USING (hit_id) WHERE disposition_id = outbox.id), '') WHERE lane = 2\
              """,
              """
              UPDATE read SET stored_ms = captured_ms WHERE is_final = 1
                AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.read_id = read.read_id)\
              """,
              "CREATE INDEX read_kept ON read (kept_from_ms) WHERE is_held = 0",
              "CREATE INDEX read_stored ON read (stored_ms) WHERE is_held = 0 AND stored_ms IS NOT"
                  + " NULL",
              """
              CREATE TABLE hold (
                hold_id TEXT PRIMARY KEY, origin TEXT NOT NULL, body BLOB NOT NULL) WITHOUT ROWID\
              """,
              """
              CREATE TABLE purge (
                purge_id TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID\
              """,
              """
              CREATE TABLE directive (
                kind TEXT PRIMARY KEY, version INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID\
              """),
          // Of the outbox, tries and due_nanos are of no use any more: the uplink keeps them.
          List.of(
              """
              CREATE TABLE session (session_id TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID\
              """,
              """
              CREATE TABLE chain (
                name TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash TEXT NOT NULL) WITHOUT ROWID\
              """),
          List.of(
              """
              CREATE TABLE usage (
                day TEXT NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL,
                PRIMARY KEY (day, name)) WITHOUT ROWID\
              """,
              """
              CREATE TABLE report (
                report_id TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID\
              """,
              "CREATE TABLE remembered (name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID"),
          // Pictures lie in files from here on; data is empty where file is not null.
          List.of(
              "ALTER TABLE picture ADD COLUMN file INTEGER",
              "ALTER TABLE picture ADD COLUMN at INTEGER",
              "ALTER TABLE picture ADD COLUMN length INTEGER",
              "ALTER TABLE picture ADD COLUMN key BLOB"),
          // A row for each read that needs a picture: two plates of one frame share its overview.
          List.of(
              """
              CREATE TABLE picture_of_read (
                sha256 TEXT NOT NULL,
                read_id TEXT NOT NULL,
                role TEXT NOT NULL,
                data BLOB NOT NULL,
                file INTEGER,
                at INTEGER,
                length INTEGER,
                key BLOB,
                PRIMARY KEY (sha256, read_id))\
              """,
              "INSERT INTO picture_of_read SELECT sha256, read_id, role, data, file, at, length,"
                  + " key FROM picture",
              "DROP TABLE picture",
              "ALTER TABLE picture_of_read RENAME TO picture",
              "CREATE INDEX picture_read ON picture (read_id)"));

  /** The version that this software works with. */
  static final int VERSION = STEPS.size();

  private Schema() {}

  /** Brings a database up to date. */
  static void migrate(Connection connection, Path file) throws SQLException, StoreException {
    int has = version(connection);
    if (has > VERSION) {
      throw new StoreException(
          "%s: schema version %d, this software knows up to %d".formatted(file, has, VERSION));
    }
    to(connection, VERSION);
  }

  /** Takes the steps up to a version. */
  static void to(Connection connection, int version) throws SQLException {
    for (int has = version(connection); has < version; has++) {
      connection.setAutoCommit(false);
      try (Statement s = connection.createStatement()) {
        for (String sql : STEPS.get(has)) {
          s.executeUpdate(sql);
        }
        s.executeUpdate("PRAGMA user_version=" + (has + 1));
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  private static int version(Connection connection) throws SQLException {
    try (Statement s = connection.createStatement();
        ResultSet r = s.executeQuery("PRAGMA user_version")) {
      return r.next() ? r.getInt(1) : 0;
    }
  }
}
