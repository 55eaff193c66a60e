package org.outrider.central;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
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
  private final RecordTable records;
  private final PictureParts parts;
  private final Purge purge;

  private JdbcCentralStore(Database database, InstantSource time) {
    this.database = database;
    this.records = new RecordTable(database, time);
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
    return records.put(things);
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
  public List<Numbered> after(String kind, long seq, int most) {
    List<Numbered> out =
        database.in(
            "read",
            c ->
                Sql.rows(
                    c,
                    "SELECT seq, body FROM received WHERE kind = ? AND seq > ? AND seq <= ?"
                        + " ORDER BY seq LIMIT ?",
                    r ->
                        new Numbered(
                            r.getLong(1), new String(r.getBytes(2), StandardCharsets.UTF_8)),
                    kind,
                    seq,
                    database.dialect() == Dialect.POSTGRESQL
                        ? CommitOrder.settled(c)
                        : Long.MAX_VALUE,
                    most));
    return out == null ? List.of() : out;
  }

  @Override
  public long cursor(String name) {
    return database.rows("SELECT seq FROM place WHERE name = ?", r -> r.getLong(1), name).stream()
        .findFirst()
        .orElse(0L);
  }

  @Override
  public void cursor(String name, long seq) {
    Integer _ =
        database.in(
            "remember",
            c ->
                Sql.update(
                    c,
                    "INSERT INTO place VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET seq ="
                        + " excluded.seq",
                    name,
                    seq));
  }

  @Override
  public byte @Nullable [] body(String kind, String id) {
    List<byte[]> found =
        database.rows(
            "SELECT body FROM received WHERE kind = ? AND id = ?", r -> r.getBytes(1), kind, id);
    return found.isEmpty() ? null : found.getFirst();
  }

  @Override
  public long ofSession(String unit, String kind, String sessionId) {
    return database
        .rows(
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
    database
        .rows(
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

  /** Returns whether the database answers. */
  boolean isThere() {
    return !database.rows("SELECT 1", r -> r.getInt(1)).isEmpty();
  }

  @Override
  public void close() {
    database.close();
  }
}
