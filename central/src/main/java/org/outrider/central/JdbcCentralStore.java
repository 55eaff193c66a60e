package org.outrider.central;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.store.StoreException;

/**
 * Storage of the reference central, one row for each record: an SQLite file, or a PostgreSQL
 * database that several receivers share.
 */
public final class JdbcCentralStore implements CentralStore {
  private final Database database;
  private final InstantSource time;
  private final PictureParts parts;
  private final Purge purge;

  private JdbcCentralStore(Database database, InstantSource time) {
    this.database = database;
    this.time = time;
    this.parts = new PictureParts(database, time);
    this.purge = new Purge(database.dialect());
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
      Database database = new Database(url);
      Schema schema = new Schema(database.dialect());
      boolean _ =
          database.run(
              c -> {
                schema.make(c);
                return true;
              });
      return new JdbcCentralStore(database, time);
    } catch (SQLException e) {
      throw new StoreException(
          url.replaceAll("password=[^&]*", "password=...")
              + ": cannot be opened: "
              + e.getMessage(),
          e);
    }
  }

  @Override
  public List<Result> put(List<Received> things) {
    List<Result> results = database.in("store", c -> put(c, things));
    if (results != null) {
      return results;
    }
    if (things.size() == 1 || !database.isThere()) {
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
        s.setString(8, Retention.written(t.marks().purgeAfter()));
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
    return this.parts.put(unit, sha256, part, parts, piece);
  }

  /** Returns how many parts were read back so far. */
  long partsRead() {
    return parts.partsRead();
  }

  @Override
  public List<Map.Entry<String, byte[]>> bodies(String kind) {
    return database.rows(
        "SELECT unit, body FROM received WHERE kind = ? ORDER BY seq",
        r -> Map.entry(r.getString(1), r.getBytes(2)),
        kind);
  }

  @Override
  public List<Seen> newest(String kind, int most) {
    return database.rows(
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
    return database.rows(
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
    return database.rows("SELECT seq FROM place WHERE name = ?", r -> r.getLong(1), name).stream()
        .findFirst()
        .orElse(0L);
  }

  @Override
  public void cursor(String name, long seq) {
    Boolean _ =
        database.in(
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
        database.rows("SELECT body FROM received WHERE kind = ? AND id = ?", r -> r.getBytes(1), kind, id);
    return found.isEmpty() ? null : found.getFirst();
  }

  @Override
  public long ofSession(String unit, String kind, String sessionId) {
    return database.rows(
            "SELECT things FROM of_session WHERE unit IN (?, '') AND session_id = ? AND kind = ?",
            r -> r.getLong(1),
            unit,
            sessionId,
            kind)
        .stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  @Override
  public int purge(Instant now) {
    Integer gone = database.in("purge", c -> purge.run(c, now));
    return gone == null ? 0 : gone;
  }

  @Override
  public Map<String, Long> counts() {
    Map<String, Long> out = new TreeMap<>();
    database.rows(
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
  public void close() {
    database.close();
  }
}
