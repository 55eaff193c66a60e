package org.outrider.agent.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.central.CentralStore;
import org.outrider.agent.central.Received;
import org.tinylog.Logger;

/**
 * The reference central's memory, one row a thing: an SQLite file, or a PostgreSQL database that
 * several receivers share. The same statements for both, but where the two differ.
 */
public final class JdbcCentralStore implements CentralStore {
  /** Parts of pictures that never became whole. */
  private static final Duration PARTS = Duration.ofDays(1);

  private static final int MOST_AT_ONCE = 500;

  private final String url;
  private final Dialect dialect;
  private final InstantSource time;
  private final ObjectMapper json = new ObjectMapper();
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
    try (PreparedStatement s =
        c.prepareStatement(
            "SELECT part, data FROM part WHERE unit = ? AND sha256 = ? ORDER BY part")) {
      s.setString(1, unit);
      s.setString(2, sha256);
      try (ResultSet r = s.executeQuery()) {
        for (int expected = 0; r.next(); expected++) {
          if (r.getInt(1) != expected) {
            return new byte[0];
          }
          all.writeBytes(r.getBytes(2));
        }
      }
    }
    if (!hash(all.toByteArray()).equals(sha256)) {
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

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public List<Map.Entry<String, byte[]>> bodies(String kind) {
    List<Map.Entry<String, byte[]>> out =
        in(
            "read",
            c -> {
              List<Map.Entry<String, byte[]>> found = new ArrayList<>();
              try (PreparedStatement s =
                  c.prepareStatement(
                      "SELECT unit, body FROM received WHERE kind = ? ORDER BY seq")) {
                s.setString(1, kind);
                try (ResultSet r = s.executeQuery()) {
                  while (r.next()) {
                    found.add(Map.entry(r.getString(1), r.getBytes(2)));
                  }
                }
              }
              return found;
            });
    return out == null ? List.of() : out;
  }

  @Override
  public List<Seen> newest(String kind, int most) {
    List<Seen> out =
        in(
            "read",
            c -> {
              List<Seen> found = new ArrayList<>();
              try (PreparedStatement s =
                  c.prepareStatement(
                      "SELECT unit, received_at, body FROM received WHERE kind = ?"
                          + " ORDER BY seq DESC LIMIT ?")) {
                s.setString(1, kind);
                s.setInt(2, most);
                try (ResultSet r = s.executeQuery()) {
                  while (r.next()) {
                    found.add(
                        new Seen(
                            r.getString(1),
                            Instant.parse(r.getString(2)),
                            new String(r.getBytes(3), StandardCharsets.UTF_8)));
                  }
                }
              }
              return found;
            });
    return out == null ? List.of() : out;
  }

  @Override
  public byte @Nullable [] body(String kind, String id) {
    byte[] found =
        in(
            "read",
            c -> {
              try (PreparedStatement s =
                  c.prepareStatement("SELECT body FROM received WHERE kind = ? AND id = ?")) {
                s.setString(1, kind);
                s.setString(2, id);
                try (ResultSet r = s.executeQuery()) {
                  return r.next() ? r.getBytes(1) : new byte[0];
                }
              }
            });
    return found == null || found.length == 0 ? null : found;
  }

  @Override
  public long ofSession(String kind, String sessionId) {
    Long found =
        in(
            "count",
            c -> {
              try (PreparedStatement s =
                  c.prepareStatement(
                      "SELECT things FROM of_session WHERE session_id = ? AND kind = ?")) {
                s.setString(1, sessionId);
                s.setString(2, kind);
                try (ResultSet r = s.executeQuery()) {
                  return r.next() ? r.getLong(1) : 0;
                }
              }
            });
    return found == null ? 0 : found;
  }

  // --- purge -------------------------------------------------------------------------------------

  @Override
  public int purge(Instant now) {
    Integer gone =
        in(
            "purge",
            c -> {
              List<String> reads = new ArrayList<>();
              List<String> pictures = new ArrayList<>();
              try (PreparedStatement s =
                  c.prepareStatement(
                      "SELECT id, kind, read_id, body FROM received WHERE purge_after <= ?"
                          + " LIMIT ?")) {
                s.setString(1, now.toString());
                s.setInt(2, MOST_AT_ONCE);
                try (ResultSet r = s.executeQuery()) {
                  while (r.next()) {
                    reads.add(r.getString(2).equals("read") ? r.getString(1) : r.getString(3));
                    pictures.addAll(picturesOf(r.getBytes(4)));
                  }
                }
              }
              int out = delete(c, "DELETE FROM received WHERE kind = 'read' AND id = ?", reads);
              int _ = delete(c, "DELETE FROM received WHERE read_id = ?", reads);
              int _ = delete(c, "DELETE FROM received WHERE kind = 'picture' AND id = ?", pictures);
              int _ =
                  delete(
                      c,
                      "DELETE FROM part WHERE received_at <= ?",
                      List.of(now.minus(PARTS).toString()));
              return out;
            });
    return gone == null ? 0 : gone;
  }

  private List<String> picturesOf(byte[] read) throws SQLException {
    List<String> out = new ArrayList<>();
    try {
      for (JsonNode image : json.readTree(read).path("images")) {
        out.add(image.path("sha256").asText());
      }
    } catch (IOException e) {
      throw new SQLException("a body is no JSON: " + e.getMessage(), e);
    }
    return out;
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
    Map<String, Long> out =
        in(
            "count",
            c -> {
              Map<String, Long> found = new TreeMap<>();
              try (Statement s = c.createStatement();
                  ResultSet r =
                      s.executeQuery(
                          "SELECT kind, count(*), sum(copies) - count(*) FROM received GROUP BY"
                              + " kind")) {
                while (r.next()) {
                  found.put(r.getString(1), r.getLong(2));
                  found.put(r.getString(1) + "_repeats", r.getLong(3));
                }
              }
              return found;
            });
    return out == null ? Map.of() : out;
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      Logger.tag("central").warn(e, "database did not close cleanly");
    }
  }
}
