package org.outrider.agent.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.alert.disposition.DispositionStore;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.Ids;
import org.outrider.agent.base.read.Picture;
import org.outrider.agent.base.trust.SealedJson;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.link.uplink.Outbox;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.link.uplink.OutboxRow;
import org.outrider.agent.record.SessionReport;
import org.outrider.agent.record.usage.UsageCounts;
import org.outrider.agent.record.usage.UsageDay;
import org.outrider.agent.upkeep.equipment.EquipmentStore;
import org.tinylog.Logger;

/**
 * Reads, hits and the outbox in one SQLite database, WAL, synchronous FULL, and the pictures in
 * files beside it that its rows name and hold the keys of ({@link PictureFiles}). One thread
 * writes; what waits while a transaction is on its way goes into the next one together (group
 * commit). A write that fails, because the disk is full say, stays in the queue and is tried again:
 * nothing is lost while the process lives, and the fault is named.
 */
public final class SqliteStore implements Outbox, DispositionStore, EquipmentStore, AutoCloseable {
  private final UnitDatabase database;
  private final InstantSource time;
  private volatile @Nullable SigningKey sealing;

  /** Whether the outbox got something since the last commit. */
  private final AtomicBoolean hasMore = new AtomicBoolean();

  private SqliteStore(UnitDatabase database, InstantSource time) {
    this.database = database;
    this.time = time;
  }

  /**
   * Opens the database, made or brought up to date as needed.
   *
   * @param time of day, by which it is noted when central had stored something
   * @throws StoreException when it cannot be opened
   */
  public static SqliteStore open(Path file, Health health, InstantSource time)
      throws StoreException {
    SqliteStore store = new SqliteStore(UnitDatabase.open(file, health), time);
    // A disk that takes nothing just now must not keep a unit from starting.
    store.flush().completeOnTimeout(null, 5, TimeUnit.SECONDS).join();
    return store;
  }

  /**
   * Opens it beside a unit that may run, for a command.
   *
   * @throws StoreException when it cannot be opened
   */
  public static SqliteStore beside(Path file, Health health, InstantSource time)
      throws StoreException {
    return new SqliteStore(UnitDatabase.beside(file, health), time);
  }

  /**
   * Whether some process has it open just now.
   *
   * @throws StoreException when that cannot be told
   */
  public static boolean isInUse(Path file) throws StoreException {
    return UnitDatabase.isInUse(file);
  }

  /** Called when what could be read of a damaged database is here again. */
  public void onSalvaged(Runnable listener) {
    database.onSalvaged(listener);
  }

  /** Reads every page once; damage is a fault, and what can be read is taken over. Takes long. */
  public void check() {
    database.check();
  }

  /** Versions in force, and the messages of central. */
  public SqliteVersions versions() {
    return new SqliteVersions(database);
  }

  /** How much the unit was used. */
  public SqliteUsage usage() {
    return new SqliteUsage(database);
  }

  /** What of it is kept for how long. */
  public SqliteRetention retention() {
    return new SqliteRetention(database);
  }

  // --- writing -----------------------------------------------------------------------------------

  /** Called after a commit with something new to deliver, on the writer's thread. */
  public void onCommit(Runnable listener) {
    database.onCommit(
        () -> {
          if (hasMore.getAndSet(false)) {
            listener.run();
          }
        });
  }

  /**
   * Stores a read with its pictures. A read that is not final yet waits without an outbox row until
   * its final form comes, or until {@link #finishInterrupted} after a restart.
   *
   * @return done when it is on disk
   */
  public CompletableFuture<Void> storeRead(
      String readId, Instant captured, boolean isFinal, byte[] body, List<Picture> pictures) {
    return database.later(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement(
                  """
                  INSERT INTO read (read_id, captured_ms, is_final, body, kept_from_ms)
                  VALUES (?1, ?2, ?3, ?4, ?2)
                  ON CONFLICT (read_id) DO UPDATE SET captured_ms = excluded.captured_ms,
                    is_final = excluded.is_final, body = excluded.body\
                  """)) {
            s.setString(1, readId);
            s.setLong(2, captured.toEpochMilli());
            s.setInt(3, isFinal ? 1 : 0);
            s.setBytes(4, isFinal ? chained(c, body) : body);
            s.executeUpdate();
          }
          forgetEarlyPictures(c, readId);
          for (Picture picture : pictures) {
            PictureRows.add(c, database.pictures(), readId, picture);
          }
          if (isFinal) {
            finished(c, readId, body);
          }
        });
  }

  /** A read has its final form: it goes to central, and is counted. */
  private void finished(Connection c, String readId, byte[] body) throws SQLException {
    outbox(c, OutboxLane.READ, readId, readId);
    pictureRows(c, readId);
    count(c, "reads_stored");
    countOfSession(c, "read", readId);
    SqliteUsage.count(c, time.instant(), UsageCounts.ofRead(body));
  }

  /** Counts a read that the policy does not let the unit keep. */
  public void countReadNotKept() {
    CompletableFuture<Void> _ =
        database.lazily(
            c -> SqliteUsage.count(c, time.instant(), List.of(UsageCounts.READS_NOT_KEPT)));
  }

  /** Stores a hit, at once; its delivery does not wait for the read's final form. */
  public CompletableFuture<Void> storeHit(
      String hitId, String readId, Instant raised, byte[] body) {
    return database.submit(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement("INSERT OR IGNORE INTO hit VALUES (?, ?, ?, ?)")) {
            s.setString(1, hitId);
            s.setString(2, readId);
            s.setLong(3, raised.toEpochMilli());
            s.setBytes(4, body);
            if (s.executeUpdate() > 0) {
              countOfSession(c, "hit", hitId);
              SqliteUsage.count(c, time.instant(), UsageCounts.ofHit(body));
            }
          }
          outbox(c, OutboxLane.HIT, hitId, readId);
          count(c, "hits_stored");
        });
  }

  @Override
  public CompletableFuture<Void> presented(String hitId, byte[] body) {
    return database.submit(c -> stand(c, hitId, true, body));
  }

  @Override
  public CompletableFuture<Void> step(
      String dispositionId, String hitId, boolean isOpen, Instant at, byte[] body) {
    return database.submit(
        c -> {
          stand(c, hitId, isOpen, body);
          try (PreparedStatement s =
              c.prepareStatement("INSERT OR IGNORE INTO step VALUES (?, ?, ?, ?)")) {
            s.setString(1, dispositionId);
            s.setString(2, hitId);
            s.setLong(3, at.toEpochMilli());
            s.setBytes(4, body);
            if (s.executeUpdate() > 0) {
              SqliteUsage.count(c, time.instant(), UsageCounts.ofStep(body));
            }
          }
          outbox(c, OutboxLane.DISPOSITION, dispositionId, readOf(c, hitId));
        });
  }

  /** The read of a hit; empty when the hit is not there. */
  private static String readOf(Connection c, String hitId) throws SQLException {
    try (PreparedStatement s = c.prepareStatement("SELECT read_id FROM hit WHERE hit_id = ?")) {
      s.setString(1, hitId);
      try (ResultSet r = s.executeQuery()) {
        return r.next() ? r.getString(1) : "";
      }
    }
  }

  private static void stand(Connection c, String hitId, boolean isOpen, byte[] body)
      throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement("INSERT OR REPLACE INTO disposition VALUES (?, ?, ?)")) {
      s.setString(1, hitId);
      s.setInt(2, isOpen ? 1 : 0);
      s.setBytes(3, body);
      s.executeUpdate();
    }
  }

  @Override
  public List<byte[]> open() {
    List<byte[]> out = new ArrayList<>();
    database.query(
        "SELECT body FROM disposition WHERE is_open = 1 ORDER BY hit_id",
        s -> {},
        r -> out.add(r.getBytes(1)));
    return out;
  }

  /** Stores what is asked of the hot list; done when it is durable. */
  public CompletableFuture<Void> storeRequest(String requestId, Instant at, byte[] body) {
    return database.submit(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement("INSERT OR IGNORE INTO request VALUES (?, ?, ?)")) {
            s.setString(1, requestId);
            s.setLong(2, at.toEpochMilli());
            s.setBytes(3, body);
            s.executeUpdate();
          }
          outbox(c, OutboxLane.REQUEST, requestId, "");
        });
  }

  /** Takes an audit event on its way to central; done when it is durable. */
  public CompletableFuture<Void> storeAudit(String auditId, byte[] body) {
    return database.submit(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement("INSERT OR IGNORE INTO audit VALUES (?, ?)")) {
            s.setString(1, auditId);
            s.setBytes(2, body);
            s.executeUpdate();
          }
          SqliteUsage.countEvent(c, time.instant(), body);
          outbox(c, OutboxLane.AUDIT, auditId, "");
        });
  }

  /**
   * The early read's pictures give way to the final ones, unless an officer was alerted by them.
   */
  private static void forgetEarlyPictures(Connection c, String readId) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            """
            DELETE FROM picture WHERE read_id = ?1
            AND NOT EXISTS (SELECT 1 FROM hit WHERE hit.read_id = ?1)\
            """)) {
      s.setString(1, readId);
      s.executeUpdate();
    }
  }

  private void pictureRows(Connection c, String readId) throws SQLException {
    List<String> hashes = new ArrayList<>();
    try (PreparedStatement s =
        c.prepareStatement("SELECT sha256 FROM picture WHERE read_id = ? ORDER BY role DESC")) {
      s.setString(1, readId);
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          hashes.add(r.getString(1));
        }
      }
    }
    for (String hash : hashes) {
      outbox(c, OutboxLane.PICTURE, hash, readId);
    }
  }

  private void outbox(Connection c, OutboxLane lane, String id, String readId) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            "INSERT OR IGNORE INTO outbox (lane, id, read_id, state) VALUES (?, ?, ?, 'new')")) {
      s.setInt(1, lane.code());
      s.setString(2, id);
      s.setString(3, readId);
      s.executeUpdate();
    }
    hasMore.set(true);
    try (PreparedStatement s =
        c.prepareStatement(
            "UPDATE read SET stored_ms = NULL WHERE read_id = ? AND stored_ms IS NOT NULL")) {
      s.setString(1, readId);
      s.executeUpdate();
    }
  }

  /** Puts reads into a chain from now on, each signed by the unit's own key; before the start. */
  public void sealBy(SigningKey key) {
    sealing = key;
  }

  /** A final read with its place in the chain; one that cannot be sealed is stored all the same. */
  private byte[] chained(Connection c, byte[] body) throws SQLException {
    SigningKey key = sealing;
    String text = new String(body, StandardCharsets.UTF_8);
    if (key == null || !text.endsWith("}")) {
      return body;
    }
    long seq = 0;
    String head = SealedJson.NOTHING;
    try (Statement s = c.createStatement();
        ResultSet r = s.executeQuery("SELECT seq, hash FROM chain WHERE name = 'read'")) {
      if (r.next()) {
        seq = r.getLong(1);
        head = r.getString(2);
      }
    }
    SealedJson sealed;
    try {
      sealed =
          SealedJson.of(
              "%s,\"seq\":%d,\"prev_hash\":\"%s\"}"
                  .formatted(text.substring(0, text.length() - 1), seq + 1, head),
              key);
    } catch (TrustException e) {
      Logger.tag("store").error("a read cannot be sealed: {}", e.getMessage());
      return body;
    }
    try (PreparedStatement s =
        c.prepareStatement("INSERT OR REPLACE INTO chain VALUES ('read', ?, ?)")) {
      s.setLong(1, seq + 1);
      s.setString(2, sealed.hash());
      s.executeUpdate();
    }
    return sealed.text().getBytes(StandardCharsets.UTF_8);
  }

  private static void count(Connection c, String name) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            "INSERT INTO counter VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value +"
                + " 1")) {
      s.setString(1, name);
      s.executeUpdate();
    }
  }

  /** Reads that a crash left without their final form become final as they are. */
  public void finishInterrupted() {
    CompletableFuture<Void> _ = database.later(c -> finishEarly(c, ""));
  }

  /**
   * A read whose final form will not come becomes final as it is; nothing where it is so already.
   */
  public void finishEarly(String readId) {
    CompletableFuture<Void> _ = database.later(c -> finishEarly(c, readId));
  }

  /** One read, or all where none is named. */
  private void finishEarly(Connection c, String readId) throws SQLException {
    Map<String, byte[]> early = new LinkedHashMap<>();
    try (PreparedStatement s =
        c.prepareStatement(
            "SELECT read_id, body FROM read WHERE is_final = 0 AND ?1 IN ('', read_id) ORDER BY"
                + " captured_ms")) {
      s.setString(1, readId);
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          early.put(r.getString(1), r.getBytes(2));
        }
      }
    }
    for (Map.Entry<String, byte[]> one : early.entrySet()) {
      String id = one.getKey();
      try (PreparedStatement s =
          c.prepareStatement("UPDATE read SET is_final = 1, body = ? WHERE read_id = ?")) {
        s.setBytes(1, chained(c, one.getValue()));
        s.setString(2, id);
        s.executeUpdate();
      }
      finished(c, id, one.getValue());
    }
  }

  // --- sessions ----------------------------------------------------------------------------------

  private static final String OF_SESSION = "session.";

  /** Counts a read or hit for the session that its record names, for the report at its end. */
  private static void countOfSession(Connection c, String kind, String id) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            """
            INSERT INTO counter SELECT '%s' || of || '.%s', 1 FROM
              (SELECT CASE WHEN json_valid(CAST(body AS TEXT))
                THEN json_extract(CAST(body AS TEXT), '$.session_id') END AS of
                FROM %s WHERE %s_id = ?)
            WHERE of IS NOT NULL ON CONFLICT (name) DO UPDATE SET value = value + 1\
            """
                .formatted(OF_SESSION, kind, kind, kind))) {
      s.setString(1, id);
      s.executeUpdate();
    }
  }

  /** What a session's report says, made of the reads and hits that came out of it. */
  @FunctionalInterface
  public interface ReportWriter {
    byte[] write(SessionReport report, long reads, long hits);
  }

  /** A session is over: its report goes to central after its reads. */
  public CompletableFuture<Void> endSession(SessionReport report, ReportWriter writer) {
    return database.submit(c -> end(c, report, writer));
  }

  /** Sessions that a crash ended are reported as they stand. */
  public void endInterruptedSessions(ReportWriter writer) {
    CompletableFuture<Void> _ =
        database.later(
            c -> {
              Set<String> ids = new LinkedHashSet<>();
              try (Statement s = c.createStatement();
                  ResultSet r =
                      s.executeQuery(
                          "SELECT name FROM counter WHERE name LIKE '" + OF_SESSION + "%'")) {
                while (r.next()) {
                  String name = r.getString(1);
                  ids.add(name.substring(OF_SESSION.length(), name.lastIndexOf('.')));
                }
              }
              for (String id : ids) {
                end(c, SessionReport.interrupted(id), writer);
              }
            });
  }

  private void end(Connection c, SessionReport report, ReportWriter writer) throws SQLException {
    String id = report.sessionId();
    long reads = counted(c, OF_SESSION + id + ".read");
    long hits = counted(c, OF_SESSION + id + ".hit");
    try (PreparedStatement s = c.prepareStatement("INSERT OR REPLACE INTO session VALUES (?, ?)")) {
      s.setString(1, id);
      s.setBytes(2, writer.write(report, reads, hits));
      s.executeUpdate();
    }
    outbox(c, OutboxLane.SESSION, id, "");
  }

  private static long counted(Connection c, String name) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement("DELETE FROM counter WHERE name = ? RETURNING value")) {
      s.setString(1, name);
      try (ResultSet r = s.executeQuery()) {
        return r.next() ? r.getLong(1) : 0;
      }
    }
  }

  // --- small reports -----------------------------------------------------------------------------

  @Override
  public CompletableFuture<Void> storeReport(
      OutboxLane lane, String reportId, byte[] body, String name, byte[] remembered) {
    return database.submit(
        c -> {
          report(c, lane, reportId, body);
          remember(c, name, remembered);
        });
  }

  @Override
  public CompletableFuture<Void> remember(String name, byte[] body) {
    return database.submit(c -> remember(c, name, body));
  }

  private static void remember(Connection c, String name, byte[] body) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement("INSERT OR REPLACE INTO remembered VALUES (?, ?)")) {
      s.setString(1, name);
      s.setBytes(2, body);
      s.executeUpdate();
    }
  }

  @Override
  public byte @Nullable [] remembered(String name) {
    byte[][] found = new byte[1][];
    database.query(
        "SELECT body FROM remembered WHERE name = ?",
        s -> s.setString(1, name),
        r -> found[0] = r.getBytes(1));
    return found[0];
  }

  private void report(Connection c, OutboxLane lane, String id, byte[] body) throws SQLException {
    try (PreparedStatement s = c.prepareStatement("INSERT OR REPLACE INTO report VALUES (?, ?)")) {
      s.setString(1, id);
      s.setBytes(2, body);
      s.executeUpdate();
    }
    outbox(c, lane, id, "");
  }

  /** What a day's report says. */
  @FunctionalInterface
  public interface DayWriter {
    byte[] write(String usageId, UsageDay day);
  }

  /** Reports the days that are over, each once (REP-01). */
  public CompletableFuture<Void> reportUsage(DayWriter writer) {
    return database.submit(
        c -> {
          Instant now = time.instant();
          for (UsageDay day : SqliteUsage.over(c, now)) {
            String id = Ids.next(now).toString();
            report(c, OutboxLane.USAGE, id, writer.write(id, day));
          }
        });
  }

  /** Waits until everything submitted so far is on disk. */
  public CompletableFuture<Void> flush() {
    return database.submit(c -> {});
  }

  // --- outbox ------------------------------------------------------------------------------------

  @Override
  public List<OutboxRow> waiting(OutboxLane lane, int most) {
    List<OutboxRow> out = new ArrayList<>();
    database.query(
        """
        SELECT seq, id, read_id FROM outbox
        WHERE state <> 'quarantined' AND lane = ? ORDER BY seq LIMIT ?\
        """,
        s -> {
          s.setInt(1, lane.code());
          s.setInt(2, most);
        },
        r -> out.add(new OutboxRow(r.getLong(1), lane, r.getString(2), r.getString(3))));
    return out;
  }

  @Override
  public byte @Nullable [] body(OutboxLane lane, String id) {
    if (lane == OutboxLane.PICTURE) {
      return PictureRows.picture(database, id);
    }
    byte[][] found = new byte[1][];
    String sql =
        switch (lane) {
          case HIT -> "SELECT body FROM hit WHERE hit_id = ?";
          case DISPOSITION -> "SELECT body FROM step WHERE disposition_id = ?";
          case REQUEST -> "SELECT body FROM request WHERE request_id = ?";
          case AUDIT -> "SELECT body FROM audit WHERE audit_id = ?";
          case READ -> "SELECT body FROM read WHERE read_id = ?";
          case SESSION -> "SELECT body FROM session WHERE session_id = ?";
          case DAMAGE, INVENTORY, SERVICE, USAGE -> "SELECT body FROM report WHERE report_id = ?";
          case PICTURE -> throw new IllegalStateException("pictures lie elsewhere");
        };
    database.query(sql, s -> s.setString(1, id), r -> found[0] = r.getBytes(1));
    return found[0];
  }

  @Override
  public CompletableFuture<Void> settle(OutboxLane lane, String id) {
    long now = time.instant().toEpochMilli();
    return database.lazily(
        c -> {
          String readId = taken(c, lane, id);
          if (readId == null) {
            return;
          }
          count(c, "stored_" + lane.label());
          try (PreparedStatement s =
              c.prepareStatement(
                  """
                  UPDATE read SET stored_ms = ?1 WHERE read_id = ?2 AND is_final = 1
                  AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.read_id = ?2)\
                  """)) {
            s.setLong(1, now);
            s.setString(2, readId);
            s.executeUpdate();
          }
          if (lane == OutboxLane.REQUEST) { // central has it: no plate stays behind
            delete(c, "DELETE FROM request WHERE request_id = ?", id);
          } else if (lane == OutboxLane.SESSION) {
            delete(c, "DELETE FROM session WHERE session_id = ?", id);
          } else if (lane.isReport()) {
            delete(c, "DELETE FROM report WHERE report_id = ?", id);
          } else if (lane == OutboxLane.AUDIT) { // a copy; the chain keeps the event
            delete(c, "DELETE FROM audit WHERE audit_id = ?", id);
          }
        });
  }

  /** Takes a row out of the outbox; tells the read that it belonged to, null without a row. */
  private static @Nullable String taken(Connection c, OutboxLane lane, String id)
      throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement("DELETE FROM outbox WHERE lane = ? AND id = ? RETURNING read_id")) {
      s.setInt(1, lane.code());
      s.setString(2, id);
      try (ResultSet r = s.executeQuery()) {
        return r.next() ? r.getString(1) : null;
      }
    }
  }

  private static void delete(Connection c, String sql, String id) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(sql)) {
      s.setString(1, id);
      s.executeUpdate();
    }
  }

  @Override
  public CompletableFuture<Boolean> quarantine(OutboxLane lane, String id, String cause) {
    boolean[] wasThere = {false};
    return database
        .submit(
            c -> {
              try (PreparedStatement s =
                  c.prepareStatement(
                      "UPDATE outbox SET state = 'quarantined', cause = ? WHERE lane = ? AND id ="
                          + " ?")) {
                s.setString(1, cause);
                s.setInt(2, lane.code());
                s.setString(3, id);
                wasThere[0] = s.executeUpdate() > 0;
              }
            })
        .thenApply(v -> wasThere[0]);
  }

  @Override
  public Map<String, Long> counts() {
    Map<String, Long> out = new LinkedHashMap<>();
    database.query(
        "SELECT lane, state, count(*) FROM outbox GROUP BY lane, state",
        s -> {},
        r -> out.put(OutboxLane.ofCode(r.getInt(1)).label() + "." + r.getString(2), r.getLong(3)));
    database.query(
        "SELECT name, value FROM counter WHERE name NOT LIKE '" + OF_SESSION + "%'",
        s -> {},
        r -> out.put(r.getString(1), r.getLong(2)));
    return out;
  }

  /** A stored hit with the pictures of its read, for reports. */
  public record StoredHit(String hitId, String readId, String body, Map<String, String> pictures) {}

  /** The pictures of a hit's read, as role and hash. */
  public Map<String, String> picturesOfHit(String hitId) {
    Map<String, String> out = new LinkedHashMap<>();
    database.query(
        "SELECT role, sha256 FROM picture JOIN hit USING (read_id) WHERE hit_id = ?",
        s -> s.setString(1, hitId),
        r -> out.put(r.getString(1), r.getString(2)));
    return out;
  }

  /** All hits, oldest first; pictures as role and hash. */
  public List<StoredHit> hits() {
    List<StoredHit> out = new ArrayList<>();
    database.query(
        "SELECT hit_id, read_id, body FROM hit ORDER BY raised_ms",
        s -> {},
        r ->
            out.add(
                new StoredHit(
                    r.getString(1),
                    r.getString(2),
                    new String(r.getBytes(3), java.nio.charset.StandardCharsets.UTF_8),
                    new LinkedHashMap<>())));
    for (StoredHit hit : out) {
      database.query(
          "SELECT role, sha256 FROM picture WHERE read_id = ?",
          s -> s.setString(1, hit.readId()),
          r -> hit.pictures().put(r.getString(1), r.getString(2)));
    }
    return out;
  }

  /** The bytes of a picture; null when it is not there. */
  public byte @Nullable [] picture(String sha256) {
    return body(OutboxLane.PICTURE, sha256);
  }

  /** Writes out what waits, within a limit, and closes. */
  @Override
  public void close() {
    database.close();
  }
}
