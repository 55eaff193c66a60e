package org.outrider.central;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.outrider.agent.base.json.Json;
import org.tinylog.Logger;

/** Migration of a database from an earlier version of the schema. */
final class SchemaMigration {
  private static final int FETCHED_AT_ONCE = 500;

  private final Schema schema;
  private final Dialect dialect;
  private final Connection connection;

  SchemaMigration(Schema schema, Dialect dialect, Connection connection) {
    this.schema = schema;
    this.dialect = dialect;
    this.connection = connection;
  }

  /** From version 1, where an id was one for all units, in the transaction that is open. */
  void migrate(Statement s) throws SQLException {
    String columns =
        "seq, kind, id, unit, sha256, copies, received_at, read_id, session_id, purge_after";
    if (dialect == Dialect.POSTGRESQL) {
      s.execute("ALTER TABLE received DROP CONSTRAINT IF EXISTS received_kind_id_key");
      s.execute("ALTER TABLE received ADD COLUMN held INTEGER NOT NULL DEFAULT 0");
      s.execute("ALTER TABLE received ADD CONSTRAINT received_once UNIQUE (unit, kind, id)");
    } else { // SQLite cannot change what is unique; the numbers of rows must go on where they were
      for (String view : List.of("alpr_read", "alpr_hit", "alpr_disposition")) {
        s.execute("DROP VIEW IF EXISTS " + view);
      }
      s.execute(schema.received("received_2"));
      s.execute(
          "INSERT INTO received_2 (%1$s, body) SELECT %1$s, body FROM received".formatted(columns));
      s.execute("DELETE FROM sqlite_sequence WHERE name = 'received_2'");
      s.execute(
          "INSERT INTO sqlite_sequence SELECT 'received_2', seq FROM sqlite_sequence"
              + " WHERE name = 'received'");
      s.execute("DROP TABLE received");
      s.execute("ALTER TABLE received_2 RENAME TO received");
    }
    s.execute("DROP TABLE part"); // units send again what is not whole
    s.execute("ALTER TABLE of_session RENAME TO of_session_1");
    s.execute(
        """
        CREATE TABLE of_session (
          unit TEXT NOT NULL, session_id TEXT NOT NULL, kind TEXT NOT NULL,
          things BIGINT NOT NULL, PRIMARY KEY (unit, session_id, kind))\
        """);
    // Of a session of one unit the count stays, with what was purged; of one that several units
    // named each gets its own rows; of one without any row the unit is not known any more.
    s.execute(
        """
        INSERT INTO of_session
        SELECT r.unit, r.session_id, r.kind,
          CASE WHEN (SELECT count(DISTINCT x.unit) FROM received x
                     WHERE x.session_id = r.session_id AND x.kind = r.kind) = 1
               THEN max(o.things) ELSE count(*) END
        FROM received r JOIN of_session_1 o ON o.session_id = r.session_id AND o.kind = r.kind
        GROUP BY r.unit, r.session_id, r.kind\
        """);
    s.execute(
        """
        INSERT INTO of_session
        SELECT '', o.session_id, o.kind, o.things FROM of_session_1 o
        WHERE NOT EXISTS (SELECT 1 FROM of_session n
                          WHERE n.session_id = o.session_id AND n.kind = o.kind)\
        """);
    s.execute("DROP TABLE of_session_1");
    s.execute("UPDATE received SET purge_after = NULL WHERE purge_after LIKE '+%'"); // never
    marks(s);
  }

  /** Version 1 knew no holds by themselves: a held thing had no last day. */
  private void marks(Statement s) throws SQLException {
    s.setFetchSize(FETCHED_AT_ONCE); // not all at once
    try (ResultSet r =
            s.executeQuery(
                "SELECT seq, body FROM received WHERE kind IN ('read', 'hit')"
                    + " AND purge_after IS NULL");
        PreparedStatement u =
            connection.prepareStatement(
                "UPDATE received SET held = ?, purge_after = ? WHERE seq = ?")) {
      while (r.next()) {
        Received.Marks marks;
        try {
          marks = Retention.marks("", Json.MAPPER.readTree(r.getBytes(2)));
        } catch (IOException e) {
          Logger.tag("central").warn("row {} is held: {}", r.getLong(1), e.getMessage());
          marks = new Received.Marks(null, null, null, true, List.of());
        }
        u.setInt(1, marks.isHeld() ? 1 : 0);
        u.setString(2, Retention.written(marks.purgeAfter()));
        u.setLong(3, r.getLong(1));
        u.executeUpdate();
      }
    }
  }
}
