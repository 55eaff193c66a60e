package org.outrider.central;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.Counted;
import org.tinylog.Logger;

/**
 * Insertion of records. Each transaction locks rows in the order of their keys, records before
 * counters, so that receivers that store the same records cannot deadlock.
 */
final class RecordTable {
  private static final String COLUMNS =
      "(kind, id, unit, sha256, copies, received_at, read_id, session_id, purge_after, held, body)";

  private static final String ON_CONFLICT =
      " ON CONFLICT (unit, kind, id) DO UPDATE SET copies = received.copies + excluded.copies"
          + " RETURNING unit, kind, id, copies, sha256";

  private final Database database;
  private final InstantSource time;

  RecordTable(Database database, InstantSource time) {
    this.database = database;
    this.time = time;
  }

  /** Key of a record; rows are locked in its order. */
  private record Key(String unit, String kind, String id) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::unit).thenComparing(Key::kind).thenComparing(Key::id);

    static Key of(Received r) {
      return new Key(r.unit(), r.kind(), r.id());
    }

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * A record of a batch.
   *
   * @param copies how often it is in the batch
   */
  private record Entry(Received record, int copies) {
    Entry again() {
      return new Entry(record, copies + 1);
    }
  }

  /** Row that the database currently holds under a key. */
  private record Row(Key key, long copies, String sha256) {
    static Row of(ResultSet r) throws SQLException {
      return new Row(
          new Key(r.getString(1), r.getString(2), r.getString(3)), r.getLong(4), r.getString(5));
    }
  }

  /**
   * Stores records in one transaction. When the database refuses one for what it contains, the
   * batch is halved until that one is alone.
   */
  List<CentralStore.Result> put(List<Received> records) {
    if (records.isEmpty()) {
      return List.of();
    }
    try {
      return database.attempt(c -> put(c, records));
    } catch (SQLException e) {
      Logger.tag("central")
          .error("{} not stored: {}", Counted.of(records.size(), "record"), e.getMessage());
      if (records.size() == 1 || !database.dialect().isCausedByValue(e)) {
        return Collections.nCopies(records.size(), CentralStore.Result.RETRY);
      }
    }
    int half = records.size() / 2;
    List<CentralStore.Result> out = new ArrayList<>(put(records.subList(0, half)));
    out.addAll(put(records.subList(half, records.size())));
    return out;
  }

  private List<CentralStore.Result> put(Connection c, List<Received> records) throws SQLException {
    Map<Key, Entry> distinct = new TreeMap<>();
    for (Received r : records) {
      distinct.merge(Key.of(r), new Entry(r, 1), (known, _) -> known.again());
    }
    Map<Key, Row> rows = new TreeMap<>();
    List<Row> returned =
        database.dialect() == Dialect.POSTGRESQL
            ? insertAll(c, distinct.values())
            : insertEach(c, distinct.values());
    returned.forEach(r -> rows.put(r.key(), r));
    List<CentralStore.Result> out = new ArrayList<>();
    Set<Key> fresh = new HashSet<>();
    Map<Key, Long> ofSessions = new TreeMap<>();
    for (Received r : records) {
      Key key = Key.of(r);
      Row row = rows.get(key);
      Entry entry = distinct.get(key);
      if (row == null || entry == null) {
        throw new SQLException("no row returned for " + key);
      }
      if (row.copies() == entry.copies() && fresh.add(key)) {
        out.add(CentralStore.Result.STORED);
        if (r.marks().sessionId() != null) {
          ofSessions.merge(new Key(r.unit(), r.kind(), r.marks().sessionId()), 1L, Long::sum);
        }
      } else {
        out.add(
            row.sha256().equals(r.sha256())
                ? CentralStore.Result.DUPLICATE
                : CentralStore.Result.REJECTED);
      }
    }
    use(c, distinct.values());
    count(c, ofSessions);
    return out;
  }

  /** Notes which reads need which pictures: two plates of one frame share its overview. */
  private static void use(Connection c, Collection<Entry> entries) throws SQLException {
    if (entries.stream().allMatch(e -> e.record().marks().pictures().isEmpty())) {
      return;
    }
    try (PreparedStatement s =
        c.prepareStatement("INSERT INTO picture_use VALUES (?, ?, ?) ON CONFLICT DO NOTHING")) {
      for (Entry e : entries) {
        for (String sha256 : e.record().marks().pictures()) {
          s.setString(1, e.record().unit());
          s.setString(2, e.record().id());
          s.setString(3, sha256);
          s.addBatch();
        }
      }
      int[] _ = s.executeBatch();
    }
  }

  /** One statement for the whole batch. */
  private List<Row> insertAll(Connection c, Collection<Entry> entries) throws SQLException {
    CommitOrder.begin(c);
    String sql =
        "INSERT INTO received "
            + COLUMNS
            + " SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::int[],"
            + " ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::bytea[])"
            + ON_CONFLICT;
    String now = time.instant().toString();
    try (PreparedStatement s = c.prepareStatement(sql)) {
      s.setArray(1, c.createArrayOf("text", column(entries, e -> e.record().kind())));
      s.setArray(2, c.createArrayOf("text", column(entries, e -> e.record().id())));
      s.setArray(3, c.createArrayOf("text", column(entries, e -> e.record().unit())));
      s.setArray(4, c.createArrayOf("text", column(entries, e -> e.record().sha256())));
      s.setArray(5, c.createArrayOf("int4", column(entries, Entry::copies)));
      s.setArray(6, c.createArrayOf("text", column(entries, _ -> now)));
      s.setArray(7, c.createArrayOf("text", column(entries, e -> e.record().marks().readId())));
      s.setArray(8, c.createArrayOf("text", column(entries, e -> e.record().marks().sessionId())));
      s.setArray(
          9,
          c.createArrayOf(
              "text", column(entries, e -> Retention.written(e.record().marks().purgeAfter()))));
      s.setArray(
          10, c.createArrayOf("int4", column(entries, e -> e.record().marks().isHeld() ? 1 : 0)));
      s.setArray(
          11,
          c.createArrayOf(
              "bytea", entries.stream().map(e -> e.record().body()).toArray(byte[][]::new)));
      List<Row> out = new ArrayList<>();
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          out.add(Row.of(r));
        }
      }
      return out;
    }
  }

  private static @Nullable Object[] column(
      Collection<Entry> entries, Function<Entry, @Nullable Object> value) {
    List<@Nullable Object> out = new ArrayList<>(entries.size());
    for (Entry e : entries) {
      out.add(value.apply(e));
    }
    return out.toArray();
  }

  private List<Row> insertEach(Connection c, Collection<Entry> entries) throws SQLException {
    String sql =
        "INSERT INTO received " + COLUMNS + " VALUES (?,?,?,?,?,?,?,?,?,?,?)" + ON_CONFLICT;
    String now = time.instant().toString();
    List<Row> out = new ArrayList<>();
    try (PreparedStatement s = c.prepareStatement(sql)) {
      for (Entry e : entries) {
        Received t = e.record();
        s.setString(1, t.kind());
        s.setString(2, t.id());
        s.setString(3, t.unit());
        s.setString(4, t.sha256());
        s.setInt(5, e.copies());
        s.setString(6, now);
        s.setString(7, t.marks().readId());
        s.setString(8, t.marks().sessionId());
        s.setString(9, Retention.written(t.marks().purgeAfter()));
        s.setInt(10, t.marks().isHeld() ? 1 : 0);
        s.setBytes(11, t.body());
        try (ResultSet r = s.executeQuery()) {
          r.next();
          out.add(Row.of(r));
        }
      }
    }
    return out;
  }

  /** Counts what came out of sessions; what was received stays counted after its purge. */
  private static void count(Connection c, Map<Key, Long> ofSessions) throws SQLException {
    for (Map.Entry<Key, Long> one : ofSessions.entrySet()) {
      int _ =
          Sql.update(
              c,
              "INSERT INTO of_session VALUES (?, ?, ?, ?) ON CONFLICT (unit, session_id, kind)"
                  + " DO UPDATE SET things = of_session.things + excluded.things",
              one.getKey().unit(),
              one.getKey().id(),
              one.getKey().kind(),
              one.getValue());
    }
  }
}
