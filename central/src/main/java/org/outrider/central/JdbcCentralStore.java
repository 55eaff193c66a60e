package org.outrider.central;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.json.Json;
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

  /** Of parts that never became a picture. */
  private static final Duration PART_LATE = Duration.ofHours(6);

  /** Of answers to hits of other units, whose removal takes no answer along. */
  private static final Duration ANSWER_LATE = Duration.ofDays(30);

  /** Pictures that came after their read was removed. */
  private static final String ORPHANS =
      """
      DELETE FROM received WHERE kind = 'picture' AND received_at <= ? AND read_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM received r WHERE r.unit = received.unit AND r.kind = 'read'
      AND r.id = received.read_id)\
      """;

  /** Reads whose last day has come and of which nothing is held, by what their own unit sent. */
  private static final String DUE =
      """
      SELECT DISTINCT unit, CASE kind WHEN 'read' THEN id ELSE read_id END AS of_read
      FROM received due WHERE purge_after <= ? AND held = 0
      AND (kind = 'read' OR read_id IS NOT NULL)
      AND NOT EXISTS (SELECT 1 FROM received h WHERE h.held = 1 AND h.unit = due.unit
      AND h.kind = 'read' AND h.id = CASE due.kind WHEN 'read' THEN due.id ELSE due.read_id END)
      AND NOT EXISTS (SELECT 1 FROM received h WHERE h.held = 1 AND h.unit = due.unit
      AND h.read_id = CASE due.kind WHEN 'read' THEN due.id ELSE due.read_id END)
      LIMIT ?\
      """;

  /** Version of the schema, recorded in {@code central_schema}. */
  private static final int VERSION = 2;

  /** Incomplete pictures that a unit may have. */
  static final int MOST_PICTURES = 32;

  static final long MOST_PART_BYTES = 32L << 20;

  private static final int MOST_AT_ONCE = 500;

  private final String url;
  private final Dialect dialect;
  private final InstantSource time;
  private Connection connection;
  private long partsRead;

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

    /** The agency's part of a column that names a unit. */
    String agency(String column) {
      return "substr(%1$s, 1, %2$s)"
          .formatted(
              column,
              this == SQLITE ? "instr(" + column + ", '/')" : "strpos(" + column + ", '/')");
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

  private String received(String name) {
    return """
    CREATE TABLE IF NOT EXISTS %s (
      seq %s, kind TEXT NOT NULL, id TEXT NOT NULL, unit TEXT NOT NULL,
      sha256 TEXT NOT NULL, copies INTEGER NOT NULL, received_at TEXT NOT NULL,
      read_id TEXT, session_id TEXT, purge_after TEXT, held INTEGER NOT NULL DEFAULT 0,
      body %s NOT NULL, CONSTRAINT received_once UNIQUE (unit, kind, id))\
    """
        .formatted(name, dialect.key, dialect.bytes);
  }

  private void make() throws SQLException {
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
                .formatted(dialect.bytes),
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
          rows(connection, "SELECT version FROM central_schema", r -> r.getInt(1)).stream()
              .findFirst()
              .orElse(0);
      if (version > VERSION) {
        throw new SQLException("made by a newer version of central");
      }
      if (version == 0) {
        if (hasReceived()) {
          Logger.tag("central").info("the database is brought to version {}", VERSION);
          migrate(s);
        }
        s.execute("INSERT INTO central_schema VALUES (" + VERSION + ")");
      }
      for (String sql : statements) {
        s.execute(sql);
      }
    }
    connection.commit();
  }

  private boolean hasReceived() throws SQLException {
    return !rows(
            connection,
            dialect == Dialect.SQLITE
                ? "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'received'"
                : "SELECT 1 FROM pg_class WHERE oid = to_regclass('received')",
            r -> r.getInt(1))
        .isEmpty();
  }

  /** From version 1, where an id was one for all units, in the transaction that is open. */
  private void migrate(Statement s) throws SQLException {
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
      s.execute(received("received_2"));
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
    s.setFetchSize(MOST_AT_ONCE); // not all at once
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
          marks = new Received.Marks(null, null, null, true);
        }
        u.setInt(1, marks.isHeld() ? 1 : 0);
        u.setString(2, written(marks.purgeAfter()));
        u.setLong(3, r.getLong(1));
        u.executeUpdate();
      }
    }
  }

  /** In whole seconds, which sort as text in the order of time. */
  private static @Nullable String written(@Nullable Instant lastDay) {
    if (lastDay == null) {
      return null;
    }
    Instant whole = lastDay.truncatedTo(ChronoUnit.SECONDS);
    return (whole.equals(lastDay) ? whole : whole.plusSeconds(1)).toString();
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
              (kind, id, unit, sha256, copies, received_at, read_id, session_id, purge_after, held,
               body)
            VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (unit, kind, id) DO UPDATE SET copies = received.copies + 1
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
        s.setString(8, written(t.marks().purgeAfter()));
        s.setInt(9, t.marks().isHeld() ? 1 : 0);
        s.setBytes(10, t.body());
        try (ResultSet r = s.executeQuery()) {
          r.next();
          if (r.getLong(1) == 1 && t.marks().sessionId() != null) {
            countOfSession(c, t.unit(), t.marks().sessionId(), t.kind());
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
  private static void countOfSession(Connection c, String unit, String sessionId, String kind)
      throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            "INSERT INTO of_session VALUES (?, ?, ?, 1) ON CONFLICT (unit, session_id, kind)"
                + " DO UPDATE SET things = of_session.things + 1")) {
      s.setString(1, unit);
      s.setString(2, sessionId);
      s.setString(3, kind);
      s.executeUpdate();
    }
  }

  @Override
  public byte @Nullable [] part(String unit, String sha256, int part, int parts, byte[] piece) {
    Boolean isKept =
        in(
            "store a part",
            c -> {
              try (PreparedStatement s =
                  c.prepareStatement(
                      "INSERT INTO part VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (unit, sha256, part)"
                          + " DO UPDATE SET data = excluded.data, bytes = excluded.bytes")) {
                s.setString(1, unit);
                s.setString(2, sha256);
                s.setInt(3, part);
                s.setString(4, time.instant().toString());
                s.setLong(5, piece.length);
                s.setBytes(6, piece);
                s.executeUpdate();
              }
              limit(c, unit, sha256);
              return true;
            });
    // By itself, so that of two receivers with a part each one sees both.
    byte[] whole = isKept == null ? null : in("read parts", c -> whole(c, unit, sha256, parts));
    return whole == null || whole.length == 0 ? null : whole;
  }

  /** Of a picture that is not whole. */
  private record Incomplete(String sha256, long bytes) {}

  /** Forgets a unit's oldest incomplete pictures where it has too many; it sends them again. */
  private static void limit(Connection c, String unit, String current) throws SQLException {
    List<Incomplete> all =
        rows(
            c,
            "SELECT sha256, sum(bytes) FROM part WHERE unit = ? GROUP BY sha256"
                + " ORDER BY min(received_at)",
            r -> new Incomplete(r.getString(1), r.getLong(2)),
            unit);
    int pictures = all.size();
    long bytes = all.stream().mapToLong(Incomplete::bytes).sum();
    for (Incomplete one : all) {
      if (pictures <= MOST_PICTURES && bytes <= MOST_PART_BYTES) {
        return;
      }
      if (!one.sha256().equals(current)) {
        forget(c, unit, one.sha256());
        pictures--;
        bytes -= one.bytes();
      }
    }
  }

  private static void forget(Connection c, String unit, String sha256) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement("DELETE FROM part WHERE unit = ? AND sha256 = ?")) {
      s.setString(1, unit);
      s.setString(2, sha256);
      s.executeUpdate();
    }
  }

  /** Empty while a part is missing; no data is read before all are there. */
  private byte[] whole(Connection c, String unit, String sha256, int parts) throws SQLException {
    long there =
        rows(
                c,
                "SELECT count(*) FROM part WHERE unit = ? AND sha256 = ? AND part < ?",
                r -> r.getLong(1),
                unit,
                sha256,
                parts)
            .getFirst();
    if (there < parts) {
      return new byte[0];
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece :
        rows(
            c,
            "SELECT data FROM part WHERE unit = ? AND sha256 = ? AND part < ? ORDER BY part",
            r -> r.getBytes(1),
            unit,
            sha256,
            parts)) {
      all.writeBytes(piece);
      partsRead++;
    }
    forget(c, unit, sha256);
    return Sha256.of(all.toByteArray()).equals(sha256) ? all.toByteArray() : new byte[0];
  }

  /** How many parts were read back so far. */
  synchronized long partsRead() {
    return partsRead;
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
  public long ofSession(String unit, String kind, String sessionId) {
    return rows(
            "SELECT things FROM of_session WHERE unit IN (?, '') AND session_id = ? AND kind = ?",
            r -> r.getLong(1),
            unit,
            sessionId,
            kind)
        .stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  // --- purge -------------------------------------------------------------------------------------

  /** A read of a unit. */
  private record ReadOf(String unit, String id) {}

  @Override
  public int purge(Instant now) {
    Integer gone =
        in(
            "purge",
            c -> {
              List<ReadOf> reads =
                  rows(
                      c,
                      DUE,
                      r -> new ReadOf(r.getString(1), r.getString(2)),
                      now.truncatedTo(ChronoUnit.SECONDS).toString(),
                      MOST_AT_ONCE);
              int out =
                  delete(
                      c, "DELETE FROM received WHERE unit = ? AND kind = 'read' AND id = ?", reads);
              int _ = delete(c, "DELETE FROM received WHERE unit = ? AND read_id = ?", reads);
              deleteBefore(
                  c,
                  "DELETE FROM received WHERE purge_after <= ? AND held = 0 AND kind <> 'read'"
                      + " AND read_id IS NULL",
                  now.truncatedTo(ChronoUnit.SECONDS));
              deleteBefore(c, "DELETE FROM part WHERE received_at <= ?", now.minus(PART_LATE));
              deleteBefore(c, ORPHANS, now.minus(LATE));
              deleteBefore(
                  c,
                  answers(dialect.agency("r.unit"), dialect.agency("received.unit")),
                  now.minus(ANSWER_LATE));
              return out;
            });
    return gone == null ? 0 : gone;
  }

  private static int delete(Connection c, String sql, List<ReadOf> reads) throws SQLException {
    int out = 0;
    try (PreparedStatement s = c.prepareStatement(sql)) {
      for (ReadOf read : reads) {
        s.setString(1, read.unit());
        s.setString(2, read.id());
        out += s.executeUpdate();
      }
    }
    return out;
  }

  private static void deleteBefore(Connection c, String sql, Instant limit) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(sql)) {
      s.setString(1, limit.toString());
      s.executeUpdate();
    }
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

  /** Answers of a car to another unit's hit, which no unit of the agency has any more. */
  private static String answers(String agencyOfRow, String agencyOfAnswer) {
    return """
    DELETE FROM received WHERE kind = 'disposition' AND received_at <= ? AND read_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM received r WHERE %1$s = %2$s AND (
    (r.kind = 'read' AND r.id = received.read_id)
    OR (r.kind = 'hit' AND r.read_id = received.read_id)))\
    """
        .formatted(agencyOfRow, agencyOfAnswer);
  }
}
