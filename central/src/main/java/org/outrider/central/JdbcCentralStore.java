package org.outrider.central;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.trust.Sha256;
import org.outrider.agent.store.StoreException;
import org.tinylog.Logger;

/**
 * The reference central's memory, one row a thing: an SQLite file, or a PostgreSQL database that
 * several receivers share. The same statements for both, but where the two differ.
 */
public final class JdbcCentralStore implements CentralStore {
  /** Of pictures: parts that never became whole, and pictures whose read is not here. */
  private static final Duration LATE = Duration.ofDays(1);

  /** Pictures that came after their read was removed. */
  private static final String ORPHANS =
      """
      DELETE FROM received WHERE kind = 'picture' AND received_at <= ? AND read_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM received r WHERE r.kind = 'read' AND r.id = received.read_id)\
      """;

  private static final int MOST_AT_ONCE = 500;

  private final String url;
  private final Dialect dialect;
  private final InstantSource time;
  private Connection connection;

  /** Where the two databases differ. */
  private enum Dialect {
    SQLITE("INTEGER PRIMARY KEY AUTOINCREMENT", "BLOB") {
      @Override
      String field(String path) {
        return "json_extract(CAST(body AS TEXT), '$." + path + "')";
      }

      @Override
      String view(String name) {
        return "CREATE VIEW IF NOT EXISTS " + name;
      }
    },
    POSTGRESQL("BIGSERIAL PRIMARY KEY", "BYTEA") {
      @Override
      String field(String path) {
        return "convert_from(body, 'UTF8')::jsonb #>> '{" + path.replace('.', ',') + "}'";
      }

      @Override
      String view(String name) {
        return "CREATE OR REPLACE VIEW " + name;
      }
    };

    private final String key;
    private final String bytes;

    Dialect(String key, String bytes) {
      this.key = key;
      this.bytes = bytes;
    }

    /** Something out of a JSON body, as text. */
    abstract String field(String path);

    abstract String view(String name);
  }

  private JdbcCentralStore(String url, InstantSource time) throws SQLException {
    this.url = url;
    this.dialect = url.startsWith("jdbc:postgresql:") ? Dialect.POSTGRESQL : Dialect.SQLITE;
    this.time = time;
    this.connection = connect();
  }

  /** Opens or makes an SQLite file. */
  public static JdbcCentralStore open(Path file) throws StoreException {
    return open("jdbc:sqlite:" + file, InstantSource.system());
  }

  /**
   * Opens a database, and makes its tables where they are not there.
   *
   * @param url {@code jdbc:sqlite:FILE} or {@code jdbc:postgresql://HOST/NAME?user=...}
   */
  public static JdbcCentralStore open(String url, InstantSource time) throws StoreException {
    try {
      JdbcCentralStore store = new JdbcCentralStore(url, time);
      store.make();
      return store;
    } catch (SQLException e) {
      throw new StoreException(
          url.replaceAll("password=[^&]*", "password=...")
              + ": cannot be opened: "
              + e.getMessage(),
          e);
    }
  }

  private Connection connect() throws SQLException {
    Connection c = DriverManager.getConnection(url);
    if (dialect == Dialect.SQLITE) {
      try (Statement s = c.createStatement()) {
        s.execute("PRAGMA journal_mode=WAL");
        s.execute("PRAGMA synchronous=FULL");
        s.execute("PRAGMA busy_timeout=10000");
        s.execute("PRAGMA secure_delete=ON");
      }
    }
    c.setAutoCommit(false);
    return c;
  }

  private void make() throws SQLException {
    List<String> statements =
        List.of(
            """
            CREATE TABLE IF NOT EXISTS received (
              seq %s, kind TEXT NOT NULL, id TEXT NOT NULL, unit TEXT NOT NULL,
              sha256 TEXT NOT NULL, copies INTEGER NOT NULL, received_at TEXT NOT NULL,
              read_id TEXT, session_id TEXT, purge_after TEXT, body %s NOT NULL,
              UNIQUE (kind, id))\
            """
                .formatted(dialect.key, dialect.bytes),
            "CREATE INDEX IF NOT EXISTS received_read ON received (read_id)",
            "CREATE INDEX IF NOT EXISTS received_purge ON received (purge_after)",
            """
            CREATE TABLE IF NOT EXISTS part (
              unit TEXT NOT NULL, sha256 TEXT NOT NULL, part INTEGER NOT NULL,
              received_at TEXT NOT NULL, data %s NOT NULL, PRIMARY KEY (unit, sha256, part))\
            """
                .formatted(dialect.bytes),
            "CREATE TABLE IF NOT EXISTS place (name TEXT PRIMARY KEY, seq BIGINT NOT NULL)",
            """
            CREATE TABLE IF NOT EXISTS of_session (
              session_id TEXT NOT NULL, kind TEXT NOT NULL, things BIGINT NOT NULL,
              PRIMARY KEY (session_id, kind))\
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
      for (String sql : statements) {
        s.execute(sql);
      }
    }
    connection.commit();
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

  /** A transaction; what fails is rolled back, and the connection is made anew where it is gone. */
  @FunctionalInterface
  private interface Work<T> {
    T run(Connection c) throws SQLException;
  }

  private synchronized <T> @Nullable T in(String what, Work<T> work) {
    boolean wasFresh = false;
    while (true) {
      try {
        if (connection.isClosed()) {
          wasFresh = true; // whether it comes or not: nobody waits here for a database
          connection = connect();
        }
        T result = work.run(connection);
        connection.commit();
        return result;
      } catch (SQLException e) {
        Logger.tag("central").error("cannot {}: {}", what, e.getMessage());
        if (isThere() || wasFresh) {
          return null;
        } // the database was away meanwhile: once more, over a new connection
      }
    }
  }

  /** Whether the connection stands, after what failed on it was rolled back. */
  private synchronized boolean isThere() {
    try {
      connection.rollback();
      if (connection.isValid(2)) {
        return true;
      }
      connection.close();
    } catch (SQLException gone) {
      Logger.tag("central").debug("rollback: {}", gone.getMessage());
      try {
        connection.close();
      } catch (SQLException e) {
        Logger.tag("central").debug("close: {}", e.getMessage());
      }
    }
    return false;
  }

  @Override
  public List<Result> put(List<Received> things) {
    List<Result> results = in("store", c -> put(c, things));
    if (results != null) {
      return results;
    }
    if (things.size() == 1 || !isThere()) {
      return Collections.nCopies(things.size(), Result.RETRY);
    }
    List<Result> out = new ArrayList<>(); // one that cannot be stored must not keep others out
    for (Received one : things) {
      out.addAll(put(List.of(one)));
    }
    return out;
  }

  private List<Result> put(Connection c, List<Received> things) throws SQLException {
    List<Result> out = new ArrayList<>();
    String now = time.instant().toString();
    try (PreparedStatement s =
        c.prepareStatement(
            """
            INSERT INTO received
              (kind, id, unit, sha256, copies, received_at, read_id, session_id, purge_after, body)
            VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?)
            ON CONFLICT (kind, id) DO UPDATE SET copies = received.copies + 1
            RETURNING copies, sha256\
            """)) {
      for (Received t : things) {
        s.setString(1, t.kind());
        s.setString(2, t.id());
        s.setString(3, t.unit());
        s.setString(4, t.sha256());
        s.setString(5, now);
        s.setString(6, t.marks().readId());
        s.setString(7, t.marks().sessionId());
        s.setString(8, t.marks().purgeAfter() == null ? null : t.marks().purgeAfter().toString());
        s.setBytes(9, t.body());
        try (ResultSet r = s.executeQuery()) {
          r.next();
          if (r.getLong(1) == 1 && t.marks().sessionId() != null) {
            countOfSession(c, t.marks().sessionId(), t.kind());
          }
          out.add(
              r.getLong(1) == 1
                  ? Result.STORED
                  : r.getString(2).equals(t.sha256()) ? Result.DUPLICATE : Result.REJECTED);
        }
      }
    }
    return out;
  }

  /** What was received stays counted after it was purged. */
  private static void countOfSession(Connection c, String sessionId, String kind)
      throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            "INSERT INTO of_session VALUES (?, ?, 1) ON CONFLICT (session_id, kind) DO UPDATE SET"
                + " things = of_session.things + 1")) {
      s.setString(1, sessionId);
      s.setString(2, kind);
      s.executeUpdate();
    }
  }

  @Override
  public byte @Nullable [] part(String unit, String sha256, int part, byte[] piece) {
    Boolean isKept =
        in(
            "store a part",
            c -> {
              try (PreparedStatement s =
                  c.prepareStatement(
                      "INSERT INTO part VALUES (?, ?, ?, ?, ?) ON CONFLICT (unit, sha256, part)"
                          + " DO UPDATE SET data = excluded.data")) {
                s.setString(1, unit);
                s.setString(2, sha256);
                s.setInt(3, part);
                s.setString(4, time.instant().toString());
                s.setBytes(5, piece);
                s.executeUpdate();
              }
              return true;
            });
    // By itself, so that of two receivers with a part each one sees both.
    byte[] whole = isKept == null ? null : in("read parts", c -> whole(c, unit, sha256));
    return whole == null || whole.length == 0 ? null : whole;
  }

  /** Empty while a part is missing. */
  private static byte[] whole(Connection c, String unit, String sha256) throws SQLException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece :
        rows(
            c,
            "SELECT data FROM part WHERE unit = ? AND sha256 = ? ORDER BY part",
            r -> r.getBytes(1),
            unit,
            sha256)) {
      all.writeBytes(piece); // the hash says whether one is missing
    }
    if (!Sha256.of(all.toByteArray()).equals(sha256)) {
      return new byte[0];
    }
    try (PreparedStatement s =
        c.prepareStatement("DELETE FROM part WHERE unit = ? AND sha256 = ?")) {
      s.setString(1, unit);
      s.setString(2, sha256);
      s.executeUpdate();
    }
    return all.toByteArray();
  }

  /** One row of a query. */
  @FunctionalInterface
  private interface Row<T> {
    T read(ResultSet r) throws SQLException;
  }

  /** All rows of a query; none where the database cannot be asked. */
  private <T> List<T> rows(String sql, Row<T> row, Object... parameters) {
    List<T> out = in("read", c -> rows(c, sql, row, parameters));
    return out == null ? List.of() : out;
  }

  private static <T> List<T> rows(Connection c, String sql, Row<T> row, Object... parameters)
      throws SQLException {
    List<T> out = new ArrayList<>();
    try (PreparedStatement s = c.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        s.setObject(i + 1, parameters[i]);
      }
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          out.add(row.read(r));
        }
      }
    }
    return out;
  }

  @Override
  public List<Map.Entry<String, byte[]>> bodies(String kind) {
    return rows(
        "SELECT unit, body FROM received WHERE kind = ? ORDER BY seq",
        r -> Map.entry(r.getString(1), r.getBytes(2)),
        kind);
  }

  @Override
  public List<Seen> newest(String kind, int most) {
    return rows(
        "SELECT unit, received_at, body FROM received WHERE kind = ? ORDER BY seq DESC LIMIT ?",
        r ->
            new Seen(
                r.getString(1),
                Instant.parse(r.getString(2)),
                new String(r.getBytes(3), StandardCharsets.UTF_8)),
        kind,
        most);
  }

  @Override
  public List<Numbered> after(String kind, long seq, Instant before, int most) {
    return rows(
        "SELECT seq, body FROM received WHERE kind = ? AND seq > ? AND received_at < ?"
            + " ORDER BY seq LIMIT ?",
        r -> new Numbered(r.getLong(1), new String(r.getBytes(2), StandardCharsets.UTF_8)),
        kind,
        seq,
        before.toString(),
        most);
  }

  @Override
  public long cursor(String name) {
    return rows("SELECT seq FROM place WHERE name = ?", r -> r.getLong(1), name).stream()
        .findFirst()
        .orElse(0L);
  }

  @Override
  public void cursor(String name, long seq) {
    Boolean _ =
        in(
            "remember",
            c -> {
              try (PreparedStatement s =
                  c.prepareStatement(
                      "INSERT INTO place VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET seq ="
                          + " excluded.seq")) {
                s.setString(1, name);
                s.setLong(2, seq);
                return s.executeUpdate() > 0;
              }
            });
  }

  @Override
  public byte @Nullable [] body(String kind, String id) {
    List<byte[]> found =
        rows("SELECT body FROM received WHERE kind = ? AND id = ?", r -> r.getBytes(1), kind, id);
    return found.isEmpty() ? null : found.getFirst();
  }

  @Override
  public long ofSession(String kind, String sessionId) {
    return rows(
            "SELECT things FROM of_session WHERE session_id = ? AND kind = ?",
            r -> r.getLong(1),
            sessionId,
            kind)
        .stream()
        .findFirst()
        .orElse(0L);
  }

  // --- purge -------------------------------------------------------------------------------------

  @Override
  public int purge(Instant now) {
    Integer gone =
        in(
            "purge",
            c -> {
              List<String> reads =
                  rows(
                      c,
                      "SELECT CASE kind WHEN 'read' THEN id ELSE read_id END FROM received"
                          + " WHERE purge_after <= ? LIMIT ?",
                      r -> r.getString(1),
                      now.toString(),
                      MOST_AT_ONCE);
              int out = delete(c, "DELETE FROM received WHERE kind = 'read' AND id = ?", reads);
              int _ = delete(c, "DELETE FROM received WHERE read_id = ?", reads);
              String late = now.minus(LATE).toString();
              int _ = delete(c, "DELETE FROM part WHERE received_at <= ?", List.of(late));
              int _ = delete(c, ORPHANS, List.of(late));
              return out;
            });
    return gone == null ? 0 : gone;
  }

  private static int delete(Connection c, String sql, List<String> ids) throws SQLException {
    int out = 0;
    try (PreparedStatement s = c.prepareStatement(sql)) {
      for (String id : ids) {
        s.setString(1, id);
        out += s.executeUpdate();
      }
    }
    return out;
  }

  @Override
  public Map<String, Long> counts() {
    Map<String, Long> out = new TreeMap<>();
    rows(
            "SELECT kind, count(*), sum(copies) - count(*) FROM received GROUP BY kind",
            r -> new Count(r.getString(1), r.getLong(2), r.getLong(3)))
        .forEach(
            one -> {
              out.put(one.kind(), one.things());
              out.put(one.kind() + "_repeats", one.repeats());
            });
    return out;
  }

  private record Count(String kind, long things, long repeats) {}

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      Logger.tag("central").warn(e, "database did not close cleanly");
    }
  }
}
