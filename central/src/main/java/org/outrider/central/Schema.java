package org.outrider.central;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.tinylog.Logger;

/** Tables, indexes and documented views of central's database. */
final class Schema {
  /** Version of the schema, recorded in {@code central_schema}. */
  private static final int VERSION = 2;

  private final Dialect dialect;

  Schema(Dialect dialect) {
    this.dialect = dialect;
  }

  /** Returns the statement that makes the table of all records under a name. */
  String received(String name) {
    return """
    CREATE TABLE IF NOT EXISTS %s (
      seq %s, kind TEXT NOT NULL, id TEXT NOT NULL, unit TEXT NOT NULL,
      sha256 TEXT NOT NULL, copies INTEGER NOT NULL, received_at TEXT NOT NULL,
      read_id TEXT, session_id TEXT, purge_after TEXT, held INTEGER NOT NULL DEFAULT 0,
      body %s NOT NULL, CONSTRAINT received_once UNIQUE (unit, kind, id))\
    """
        .formatted(name, dialect.key(), dialect.bytes());
  }

  /** Makes what is missing, and migrates an older version, in the transaction that is open. */
  void make(Connection connection) throws SQLException {
    List<String> statements =
        List.of(
            received("received"),
            "CREATE INDEX IF NOT EXISTS received_read ON received (read_id)",
            "CREATE INDEX IF NOT EXISTS received_id ON received (kind, id)",
            "CREATE INDEX IF NOT EXISTS received_purge ON received (purge_after)",
            """
            CREATE TABLE IF NOT EXISTS part (
              unit TEXT NOT NULL, sha256 TEXT NOT NULL, part INTEGER NOT NULL,
              received_at TEXT NOT NULL, bytes BIGINT NOT NULL, data %s NOT NULL,
              PRIMARY KEY (unit, sha256, part))\
            """
                .formatted(dialect.bytes()),
            """
            CREATE TABLE IF NOT EXISTS picture_use (
              unit TEXT NOT NULL, read_id TEXT NOT NULL, sha256 TEXT NOT NULL,
              PRIMARY KEY (unit, read_id, sha256))\
            """,
            "CREATE INDEX IF NOT EXISTS picture_use_of ON picture_use (unit, sha256)",
            "CREATE TABLE IF NOT EXISTS place (name TEXT PRIMARY KEY, seq BIGINT NOT NULL)",
            """
            CREATE TABLE IF NOT EXISTS of_session (
              unit TEXT NOT NULL, session_id TEXT NOT NULL, kind TEXT NOT NULL,
              things BIGINT NOT NULL, PRIMARY KEY (unit, session_id, kind))\
            """,
            view(
                "alpr_read",
                "read",
                "captured_at plate:plate.normalized region:plate.region confidence:plate.confidence"
                    + " lat:position.lat lon:position.lon camera_id match session_id"),
            view(
                "alpr_hit",
                "hit",
                "read_id raised_at plate:plate.normalized listed:entry_snapshot.plate category"
                    + " priority match_type:match.type lat:position.lat lon:position.lon camera_id"
                    + " list_id list_version"),
            view(
                "alpr_disposition",
                "disposition",
                "hit_id step state:disposition.state by:disposition.by.user_id"));
    try (Statement s = connection.createStatement()) {
      if (dialect == Dialect.POSTGRESQL) { // two receivers may start at once
        s.execute("SELECT pg_advisory_xact_lock(" + 0x0A1B2C + ")");
      }
      s.execute("CREATE TABLE IF NOT EXISTS central_schema (version INTEGER NOT NULL)");
      int version =
          Sql.rows(connection, "SELECT version FROM central_schema", r -> r.getInt(1)).stream()
              .findFirst()
              .orElse(0);
      if (version > VERSION) {
        throw new SQLException("made by a newer version of central");
      }
      if (version == 0) {
        if (hasReceived(connection)) {
          Logger.tag("central").info("the database is brought to version {}", VERSION);
          new SchemaMigration(this, dialect, connection).migrate(s);
        }
        s.execute("INSERT INTO central_schema VALUES (" + VERSION + ")");
      }
      if (dialect == Dialect.POSTGRESQL) {
        s.execute(Dialect.JSON_FUNCTION);
      }
      for (String sql : statements) {
        s.execute(sql);
      }
    }
  }

  private boolean hasReceived(Connection connection) throws SQLException {
    return !Sql.rows(
            connection,
            dialect == Dialect.SQLITE
                ? "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'received'"
                : "SELECT 1 FROM pg_class WHERE oid = to_regclass('received')",
            r -> r.getInt(1))
        .isEmpty();
  }

  /**
   * A view for whoever asks by SQL: fields of a kind's JSON as columns, in text.
   *
   * @param columns {@code name:path}, or one word where the two are the same
   */
  private String view(String name, String kind, String columns) {
    StringBuilder sql = new StringBuilder(dialect.view(name));
    sql.append(" AS SELECT id AS ").append(kind).append("_id, unit, received_at");
    for (String column : columns.split(" ", -1)) {
      String[] parts = column.split(":", -1);
      sql.append(", ").append(dialect.field(parts[parts.length - 1]));
      sql.append(" AS \"").append(parts[0]).append('"');
    }
    return sql.append(" FROM received WHERE kind = '").append(kind).append('\'').toString();
  }
}
