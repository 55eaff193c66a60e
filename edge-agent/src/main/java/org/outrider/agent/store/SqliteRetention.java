package org.outrider.agent.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.Ids;
import org.outrider.agent.base.read.ImageRef;
import org.outrider.agent.record.retention.Hold;
import org.outrider.agent.record.retention.HoldJson;
import org.outrider.agent.record.retention.Purged;
import org.outrider.agent.record.retention.RetentionRules;
import org.outrider.agent.record.retention.RetentionStore;

/**
 * What is kept in the unit's database, for how long, and what is held. A purge reads the holds in
 * its own transaction: one that was set before is seen, and one that is set meanwhile by another
 * process makes SQLite refuse the transaction, which then starts anew.
 */
public final class SqliteRetention implements RetentionStore, AutoCloseable {
  private static final int MOST_AT_ONCE = 200;

  /** Of what central never had no more is given up than there must. */
  private static final int FEW_AT_ONCE = 10;

  private static final String UNIT = "unit";
  private static final String CENTRAL = "central";

  /** A clock that runs ahead dates reads into the future; so much is let pass. */
  private static final Duration AHEAD = Duration.ofHours(1);

  private static final String NO_OPEN_ALERT =
      """
       AND NOT EXISTS (SELECT 1 FROM hit JOIN disposition USING (hit_id)
        WHERE hit.read_id = read.read_id AND is_open = 1)\
      """;
  private static final String NO_HIT =
      " AND NOT EXISTS (SELECT 1 FROM hit WHERE hit.read_id = read.read_id)";

  private final UnitDatabase database;

  SqliteRetention(UnitDatabase database) {
    this.database = database;
  }

  /**
   * Opens the database beside a unit that may run.
   *
   * @throws StoreException when it cannot be opened
   */
  public static SqliteRetention open(Path file, Health health) throws StoreException {
    return new SqliteRetention(UnitDatabase.beside(file, health));
  }

  // --- purge -------------------------------------------------------------------------------------

  /** A purge while it counts. */
  private static final class Tally {
    int reads;
    int hits;
    int pictures;
    int undelivered;
    @Nullable Instant oldest;
    @Nullable Instant newest;

    void captured(Instant at) {
      oldest = oldest == null || at.isBefore(oldest) ? at : oldest;
      newest = newest == null || at.isAfter(newest) ? at : newest;
    }

    Purged of(String id, Purged.Cause cause) {
      return new Purged(id, cause, reads, hits, pictures, undelivered, oldest, newest);
    }
  }

  private record Candidate(String readId, long keptFromMs, boolean isDelivered) {}

  @Override
  public CompletableFuture<Purged> purge(
      Purged.Cause cause, RetentionRules rules, Instant now, boolean isClockTrusted) {
    String purgeId = Ids.next(now).toString();
    Purged[] done = {new Tally().of(purgeId, cause)};
    if (database.isSalvaging() || areHoldsLost()) {
      return CompletableFuture.completedFuture(done[0]);
    }
    return database
        .submit(
            c -> {
              if (isClockTrusted) {
                backFromTheFuture(c, now);
              }
              Tally tally = new Tally();
              List<Hold> holds = holds(c);
              List<Candidate> next;
              do { // those that are held are marked, so that they do not stand before the others
                next = candidates(c, cause, rules, now, isClockTrusted);
                for (Candidate one : next) {
                  if (isHeld(c, one, holds)) {
                    int _ =
                        update(c, "UPDATE read SET is_held = 1 WHERE read_id = ?", one.readId());
                  } else {
                    erase(c, one, tally);
                  }
                }
              } while (!next.isEmpty() && tally.reads == 0);
              if (cause == Purged.Cause.DELIVERED) {
                answersWithoutHit(c, now.minus(rules.hitsAfterStored()).toEpochMilli());
                if (isClockTrusted && rules.most().isPresent()) {
                  alertsOfOthers(c, now.minus(rules.most().get()));
                }
              }
              if (cause == Purged.Cause.SIZE && tally.reads == 0) {
                largePictures(c, holds, tally);
              }
              if (cause == Purged.Cause.SIZE && tally.reads == 0 && tally.pictures == 0) {
                undelivered(c, holds, tally);
              }
              done[0] = tally.of(purgeId, cause);
              if (!done[0].isEmpty()) {
                try (PreparedStatement s =
                    c.prepareStatement("INSERT OR REPLACE INTO purge VALUES (?, ?)")) {
                  s.setString(1, purgeId);
                  s.setBytes(2, HoldJson.bytes(HoldJson.write(done[0])));
                  s.executeUpdate();
                }
              }
            })
        .thenApply(v -> done[0]);
  }

  private static void backFromTheFuture(Connection c, Instant now) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement("UPDATE read SET kept_from_ms = ?1 WHERE kept_from_ms > ?2")) {
      s.setLong(1, now.toEpochMilli());
      s.setLong(2, now.plus(AHEAD).toEpochMilli());
      s.executeUpdate();
    }
  }

  private static List<Candidate> candidates(
      Connection c, Purged.Cause cause, RetentionRules rules, Instant now, boolean isClockTrusted)
      throws SQLException {
    return switch (cause) {
      case DELIVERED -> {
        List<Candidate> out =
            candidates(
                c,
                "stored_ms <= ?" + NO_HIT + " ORDER BY stored_ms",
                now.minus(rules.readsAfterStored()).toEpochMilli());
        out.addAll(
            candidates(
                c,
                "stored_ms <= ?" + NO_OPEN_ALERT + " ORDER BY stored_ms",
                now.minus(rules.hitsAfterStored()).toEpochMilli()));
        yield unique(out);
      }
      case LIMIT -> {
        if (rules.most().isEmpty()) {
          yield List.of();
        }
        boolean isUndelivered = isClockTrusted && rules.purgesUndelivered();
        yield candidates(
            c,
            "kept_from_ms <= ?"
                + (isUndelivered ? "" : " AND stored_ms IS NOT NULL")
                + " ORDER BY kept_from_ms",
            now.minus(rules.most().get()).toEpochMilli());
      }
      case SIZE ->
          candidates(
              c,
              "stored_ms <= ?"
                  + NO_OPEN_ALERT
                  + " ORDER BY EXISTS (SELECT 1 FROM hit WHERE hit.read_id = read.read_id),"
                  + " stored_ms",
              Long.MAX_VALUE);
    };
  }

  private static List<Candidate> unique(List<Candidate> all) {
    Map<String, Candidate> out = new LinkedHashMap<>();
    all.forEach(one -> out.put(one.readId(), one));
    return List.copyOf(out.values());
  }

  private static List<Candidate> candidates(Connection c, String where, long limit)
      throws SQLException {
    return candidates(c, where, limit, MOST_AT_ONCE);
  }

  private static List<Candidate> candidates(Connection c, String where, long limit, int most)
      throws SQLException {
    List<Candidate> out = new ArrayList<>();
    try (PreparedStatement s =
        c.prepareStatement(
            "SELECT read_id, kept_from_ms, stored_ms IS NOT NULL FROM read"
                + " WHERE is_held = 0 AND is_final = 1 AND "
                + where
                + " LIMIT "
                + most)) {
      s.setLong(1, limit);
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          out.add(new Candidate(r.getString(1), r.getLong(2), r.getBoolean(3)));
        }
      }
    }
    return out;
  }

  private static boolean isHeld(Connection c, Candidate candidate, List<Hold> holds)
      throws SQLException {
    if (holds.isEmpty()) {
      return false;
    }
    try (PreparedStatement s = c.prepareStatement("SELECT body FROM read WHERE read_id = ?")) {
      s.setString(1, candidate.readId());
      try (ResultSet r = s.executeQuery()) {
        Hold.Kept kept = r.next() ? kept(c, candidate.readId(), r.getBytes(1)) : null;
        return kept == null || holds.stream().anyMatch(h -> h.covers(kept));
      }
    }
  }

  /** Null for what cannot be read any more: nobody knows what it is, so any hold holds it. */
  private static Hold.@Nullable Kept kept(Connection c, String readId, byte[] body)
      throws SQLException {
    Map<String, byte[]> hits = new LinkedHashMap<>();
    try (PreparedStatement s =
        c.prepareStatement("SELECT hit_id, body FROM hit WHERE read_id = ?")) {
      s.setString(1, readId);
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          hits.put(r.getString(1), r.getBytes(2));
        }
      }
    }
    try {
      return HoldJson.kept(body, hits);
    } catch (IOException | DateTimeException e) {
      return null;
    }
  }

  private static void erase(Connection c, Candidate one, Tally tally) throws SQLException {
    String id = one.readId();
    for (String table : List.of("step", "disposition")) {
      int _ =
          update(
              c,
              "DELETE FROM "
                  + table
                  + " WHERE hit_id IN (SELECT hit_id FROM hit WHERE read_id = ?)",
              id);
    }
    tally.hits += update(c, "DELETE FROM hit WHERE read_id = ?", id);
    tally.pictures += PictureRows.remove(c, id, null);
    int _ = update(c, "DELETE FROM outbox WHERE read_id = ?", id);
    int _ = update(c, "DELETE FROM read WHERE read_id = ?", id);
    tally.reads++;
    tally.undelivered += one.isDelivered() ? 0 : 1;
    tally.captured(Instant.ofEpochMilli(one.keptFromMs()));
  }

  /** What people said of a hit after it was purged: an outcome that came late, say. */
  private static void answersWithoutHit(Connection c, long limit) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            """
            DELETE FROM step WHERE at_ms <= ? AND hit_id NOT IN (SELECT hit_id FROM hit)
            AND disposition_id NOT IN (SELECT id FROM outbox WHERE lane = 2)\
            """)) {
      s.setLong(1, limit);
      s.executeUpdate();
    }
    try (Statement s = c.createStatement()) {
      s.executeUpdate(
          """
          DELETE FROM disposition WHERE is_open = 0 AND hit_id NOT IN (SELECT hit_id FROM hit)
          AND hit_id NOT IN (SELECT hit_id FROM step)\
          """);
    }
  }

  /** Alerts of another unit's hits that nobody ever answered here. */
  private static void alertsOfOthers(Connection c, Instant limit) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            """
            DELETE FROM disposition WHERE is_open = 1 AND hit_id NOT IN (SELECT hit_id FROM hit)
            AND json_extract(CAST(body AS TEXT), '$.raised_at') <= ?\
            """)) {
      s.setString(1, limit.toString());
      s.executeUpdate();
    }
  }

  /** Overview pictures of reads without a hit that still wait for delivery. */
  private static void largePictures(Connection c, List<Hold> holds, Tally tally)
      throws SQLException {
    for (Candidate one :
        candidates(
            c,
            "kept_from_ms <= ?"
                + NO_HIT
                + " AND EXISTS (SELECT 1 FROM picture WHERE picture.read_id = read.read_id"
                + " AND role = 'OVERVIEW') ORDER BY kept_from_ms",
            Long.MAX_VALUE,
            FEW_AT_ONCE)) {
      if (!isHeld(c, one, holds)) {
        tally.pictures += PictureRows.remove(c, one.readId(), ImageRef.Role.OVERVIEW.name());
        tally.captured(Instant.ofEpochMilli(one.keptFromMs()));
      }
    }
  }

  /** Reads without a hit that still wait for delivery. */
  private static void undelivered(Connection c, List<Hold> holds, Tally tally) throws SQLException {
    for (Candidate one :
        candidates(
            c,
            "kept_from_ms <= ?" + NO_HIT + " ORDER BY kept_from_ms",
            Long.MAX_VALUE,
            FEW_AT_ONCE)) {
      if (!isHeld(c, one, holds)) {
        erase(c, one, tally);
      }
    }
  }

  private static int update(Connection c, String sql, String id) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(sql)) {
      s.setString(1, id);
      return s.executeUpdate();
    }
  }

  @Override
  public boolean scrub() throws InterruptedException {
    boolean isSwept = database.isSalvaging() || PictureRows.sweep(database);
    return database.truncateLog() && isSwept; // last: keys of what moved are gone from the log too
  }

  @Override
  public List<Purged> unattested() {
    List<Purged> out = new ArrayList<>();
    database.query(
        "SELECT body FROM purge ORDER BY purge_id",
        s -> {},
        r -> {
          try {
            out.add(HoldJson.purged(r.getBytes(1)));
          } catch (IOException e) {
            throw new SQLException("a purge that cannot be read: " + e.getMessage(), e);
          }
        });
    return out;
  }

  @Override
  public CompletableFuture<Void> attested(String purgeId) {
    return database.submit(c -> update(c, "DELETE FROM purge WHERE purge_id = ?", purgeId));
  }

  @Override
  public long undelivered(Instant capturedBefore) {
    return number(
        "SELECT count(*) FROM read WHERE stored_ms IS NULL AND is_held = 0 AND kept_from_ms <= "
            + capturedBefore.toEpochMilli());
  }

  @Override
  public long bytes() {
    return (number("PRAGMA page_count") - number("PRAGMA freelist_count"))
            * number("PRAGMA page_size")
        + PictureRows.bytes(database);
  }

  private long number(String sql) {
    long[] out = {0};
    database.query(sql, s -> {}, r -> out[0] = r.getLong(1));
    return out[0];
  }

  // --- holds -------------------------------------------------------------------------------------

  @Override
  public void removeDamaged(Instant before) {
    database.removeDamaged(before);
  }

  @Override
  public boolean areHoldsLost() {
    return number("SELECT count(*) FROM counter WHERE name = '" + Salvage.HOLDS_LOST + "'") > 0;
  }

  @Override
  public CompletableFuture<Void> holdsConfirmed() {
    return database.submit(SqliteRetention::confirmed);
  }

  private static void confirmed(Connection c) throws SQLException {
    int _ = update(c, "DELETE FROM counter WHERE name = ?", Salvage.HOLDS_LOST);
  }

  @Override
  public List<Hold> holds() {
    List<Hold> out = new ArrayList<>();
    database.query("SELECT body FROM hold", s -> {}, r -> out.add(hold(r.getBytes(1))));
    out.sort(Comparator.comparing(Hold::at));
    return out;
  }

  private static List<Hold> holds(Connection c) throws SQLException {
    List<Hold> out = new ArrayList<>();
    try (Statement s = c.createStatement();
        ResultSet r = s.executeQuery("SELECT body FROM hold")) {
      while (r.next()) {
        out.add(hold(r.getBytes(1)));
      }
    }
    return out;
  }

  /**
   * A hold that cannot be read fails the purge: nothing goes while it is not known what is held.
   */
  private static Hold hold(byte[] body) throws SQLException {
    try {
      return HoldJson.read(body);
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      throw new SQLException("a hold that cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public CompletableFuture<Void> hold(Hold hold) {
    return database.submit(c -> put(c, hold, UNIT));
  }

  private static void put(Connection c, Hold hold, String origin) throws SQLException {
    try (PreparedStatement s = c.prepareStatement("INSERT OR REPLACE INTO hold VALUES (?, ?, ?)")) {
      s.setString(1, hold.holdId());
      s.setString(2, origin);
      s.setBytes(3, HoldJson.bytes(HoldJson.write(hold)));
      s.executeUpdate();
    }
  }

  @Override
  public CompletableFuture<Void> release(String holdId) {
    return database.submit(
        c -> {
          int _ = update(c, "DELETE FROM hold WHERE hold_id = ?", holdId);
          lookAgain(c);
        });
  }

  /** What was held is looked at anew by the next purge. */
  private static void lookAgain(Connection c) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.executeUpdate("UPDATE read SET is_held = 0 WHERE is_held = 1");
    }
  }

  @Override
  public CompletableFuture<Void> holdsOfCentral(List<Hold> holds, long version) {
    return database.submit(
        c -> {
          int _ = update(c, "DELETE FROM hold WHERE origin = ?", CENTRAL);
          for (Hold hold : holds) {
            put(c, hold, CENTRAL);
          }
          SqliteVersions.newest(c, "holds", version);
          confirmed(c);
          lookAgain(c);
        });
  }

  @Override
  public long covered(Hold hold) {
    long[] out = {0};
    database.aside(
        c -> {
          try (Statement s = c.createStatement();
              ResultSet r = s.executeQuery("SELECT read_id, body FROM read")) {
            while (r.next()) {
              Hold.Kept kept = kept(c, r.getString(1), r.getBytes(2));
              out[0] += kept == null || hold.covers(kept) ? 1 : 0;
            }
          }
        });
    return out[0];
  }

  /** For one that was opened by itself. */
  @Override
  public void close() {
    database.close();
  }
}
