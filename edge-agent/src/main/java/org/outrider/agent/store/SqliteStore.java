package org.outrider.agent.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.disposition.DispositionStore;
import org.outrider.agent.health.Health;
import org.outrider.agent.read.Picture;
import org.outrider.agent.uplink.Lane;
import org.outrider.agent.uplink.Outbox;
import org.outrider.agent.uplink.OutboxRow;
import org.tinylog.Logger;

/**
 * Reads, pictures, hits and the outbox in one SQLite database: WAL, synchronous FULL. One thread
 * writes; what waits while a transaction is on its way goes into the next one together (group
 * commit). A write that fails, because the disk is full say, stays in the queue and is tried again:
 * nothing is lost while the process lives, and the fault is named.
 */
public final class SqliteStore implements Outbox, DispositionStore, AutoCloseable {
  private static final int VERSION = 5;
  private static final int MOST_IN_A_COMMIT = 64;
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** A change that is part of a transaction. */
  @FunctionalInterface
  private interface Change {
    void apply(Connection connection) throws SQLException;
  }

  private record Task(Change change, CompletableFuture<Void> done) {}

  private final Health health;
  private final Path file;
  private final Connection reader;
  private final LinkedBlockingQueue<Task> queue = new LinkedBlockingQueue<>();
  private final Thread thread;

  /** Of the writer's thread alone; null after a failure, until it is opened anew. */
  private @Nullable Connection writer;

  private volatile boolean isClosing;
  private volatile Runnable onCommit = () -> {};

  private SqliteStore(Path file, Connection writer, Connection reader, Health health) {
    this.file = file;
    this.writer = writer;
    this.reader = reader;
    this.health = health;
    this.thread = Thread.ofPlatform().name("store-writer").start(this::write);
  }

  /**
   * Opens the database, made or brought up to date as needed.
   *
   * @throws StoreException when it cannot be opened
   */
  public static SqliteStore open(Path file, Health health) throws StoreException {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Connection writer = connect(file);
      migrate(writer, file);
      allDue(writer);
      return new SqliteStore(file, writer, connect(file), health);
    } catch (SQLException | IOException e) {
      throw new StoreException(file + ": cannot be opened: " + e.getMessage(), e);
    }
  }

  private static Connection connect(Path file) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement s = connection.createStatement()) {
      s.execute("PRAGMA journal_mode=WAL");
      s.execute("PRAGMA synchronous=FULL");
      s.execute("PRAGMA busy_timeout=5000");
      s.execute("PRAGMA secure_delete=ON");
    }
    return connection;
  }

  private static void migrate(Connection connection, Path file)
      throws SQLException, StoreException {
    int has;
    try (Statement s = connection.createStatement();
        ResultSet r = s.executeQuery("PRAGMA user_version")) {
      has = r.next() ? r.getInt(1) : 0;
    }
    if (has > VERSION) {
      throw new StoreException(
          "%s: schema version %d, this software knows up to %d".formatted(file, has, VERSION));
    }
    if (has == 0) {
      try (Statement s = connection.createStatement()) {
        s.executeUpdate(
            """
            CREATE TABLE read (
              read_id TEXT PRIMARY KEY,
              captured_ms INTEGER NOT NULL,
              is_final INTEGER NOT NULL,
              body BLOB NOT NULL) WITHOUT ROWID\
            """);
        s.executeUpdate(
            """
            CREATE TABLE picture (
              sha256 TEXT PRIMARY KEY,
              read_id TEXT NOT NULL,
              role TEXT NOT NULL,
              data BLOB NOT NULL)\
            """);
        s.executeUpdate("CREATE INDEX picture_read ON picture (read_id)");
        s.executeUpdate(
            """
            CREATE TABLE hit (
              hit_id TEXT PRIMARY KEY,
              read_id TEXT NOT NULL,
              raised_ms INTEGER NOT NULL,
              body BLOB NOT NULL) WITHOUT ROWID\
            """);
        s.executeUpdate(
            """
            CREATE TABLE outbox (
              seq INTEGER PRIMARY KEY AUTOINCREMENT,
              lane INTEGER NOT NULL,
              id TEXT NOT NULL,
              read_id TEXT NOT NULL,
              state TEXT NOT NULL,
              tries INTEGER NOT NULL DEFAULT 0,
              due_nanos INTEGER NOT NULL DEFAULT -9223372036854775808,
              cause TEXT,
              UNIQUE (lane, id))\
            """);
        s.executeUpdate(
            "CREATE INDEX outbox_due ON outbox (lane, seq) WHERE state <> 'quarantined'");
        s.executeUpdate(
            "CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID");
      }
    }
    try (Statement s = connection.createStatement()) {
      if (has < 2) {
        s.executeUpdate(
            """
            CREATE TABLE request (
              request_id TEXT PRIMARY KEY,
              at_ms INTEGER NOT NULL,
              body BLOB NOT NULL) WITHOUT ROWID\
            """);
      }
      if (has < 3) {
        s.executeUpdate(
            "CREATE TABLE newest (name TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID");
      }
      if (has < 4) {
        s.executeUpdate(
            """
            CREATE TABLE disposition (
              hit_id TEXT PRIMARY KEY, is_open INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID\
            """);
        s.executeUpdate(
            """
            CREATE TABLE step (
              disposition_id TEXT PRIMARY KEY,
              hit_id TEXT NOT NULL,
              at_ms INTEGER NOT NULL,
              body BLOB NOT NULL) WITHOUT ROWID\
            """);
      }
      if (has < 5) {
        s.executeUpdate(
            "CREATE TABLE audit (audit_id TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID");
      }
      s.executeUpdate("PRAGMA user_version=" + VERSION);
    }
  }

  /** The monotonic clock of the last run says nothing any more. */
  private static void allDue(Connection connection) throws SQLException {
    try (Statement s = connection.createStatement()) {
      s.executeUpdate("UPDATE outbox SET due_nanos = " + Long.MIN_VALUE);
    }
  }

  // --- writing -----------------------------------------------------------------------------------

  private void write() {
    List<Task> batch = new ArrayList<>();
    while (true) {
      try {
        if (batch.isEmpty()) {
          Task first = queue.poll(200, TimeUnit.MILLISECONDS);
          if (first == null) {
            if (isClosing && queue.isEmpty()) {
              return;
            }
            continue;
          }
          batch.add(first);
          queue.drainTo(batch, MOST_IN_A_COMMIT - 1);
        }
        commit(batch);
        health.clear("STORE_FAILED", "store");
        batch.forEach(t -> t.done().complete(null));
        batch.clear();
        onCommit.run();
      } catch (SQLException e) {
        health.raise("STORE_FAILED", "store", String.valueOf(e.getMessage()));
        if (isClosing) {
          batch.forEach(t -> t.done().completeExceptionally(e));
          return;
        }
        try {
          TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
        } catch (InterruptedException stop) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /**
   * All or nothing. After a failure the connection is given up: SQLite itself may have rolled back,
   * and a driver that does not know it would go on outside of any transaction.
   */
  private void commit(List<Task> batch) throws SQLException {
    Connection connection = writer == null ? connect(file) : writer;
    writer = connection;
    try {
      connection.setAutoCommit(false);
      for (Task task : batch) {
        task.change().apply(connection);
      }
      connection.commit();
    } catch (SQLException e) {
      writer = null;
      try (connection) {
        connection.rollback();
      } catch (SQLException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  /** Called after each commit, on the writer's thread: there may be something to deliver. */
  public void onCommit(Runnable listener) {
    onCommit = listener;
  }

  private void later(Change change) {
    queue.add(new Task(change, new CompletableFuture<>()));
  }

  private CompletableFuture<Void> submit(Change change) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    queue.add(new Task(change, done));
    return done;
  }

  /**
   * Stores a read with its pictures. A read that is not final yet waits without an outbox row until
   * its final form comes, or until {@link #finishInterrupted} after a restart.
   */
  public void storeRead(
      String readId, Instant captured, boolean isFinal, byte[] body, List<Picture> pictures) {
    later(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement(
                  """
                  INSERT INTO read (read_id, captured_ms, is_final, body) VALUES (?, ?, ?, ?)
                  ON CONFLICT (read_id) DO UPDATE SET captured_ms = excluded.captured_ms,
                    is_final = excluded.is_final, body = excluded.body\
                  """)) {
            s.setString(1, readId);
            s.setLong(2, captured.toEpochMilli());
            s.setInt(3, isFinal ? 1 : 0);
            s.setBytes(4, body);
            s.executeUpdate();
          }
          forgetEarlyPictures(c, readId);
          for (Picture picture : pictures) {
            picture(c, readId, picture);
          }
          if (isFinal) {
            outbox(c, Lane.READ, readId, readId);
            pictureRows(c, readId);
            count(c, "reads_stored");
          }
        });
  }

  /** Stores a hit; its delivery does not wait for the read's final form. */
  public void storeHit(String hitId, String readId, Instant raised, byte[] body) {
    later(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement("INSERT OR IGNORE INTO hit VALUES (?, ?, ?, ?)")) {
            s.setString(1, hitId);
            s.setString(2, readId);
            s.setLong(3, raised.toEpochMilli());
            s.setBytes(4, body);
            s.executeUpdate();
          }
          outbox(c, Lane.HIT, hitId, readId);
          count(c, "hits_stored");
        });
  }

  @Override
  public CompletableFuture<Void> presented(String hitId, byte[] body) {
    return submit(c -> stand(c, hitId, true, body));
  }

  @Override
  public CompletableFuture<Void> step(
      String dispositionId, String hitId, boolean isOpen, Instant at, byte[] body) {
    return submit(
        c -> {
          stand(c, hitId, isOpen, body);
          try (PreparedStatement s =
              c.prepareStatement("INSERT OR IGNORE INTO step VALUES (?, ?, ?, ?)")) {
            s.setString(1, dispositionId);
            s.setString(2, hitId);
            s.setLong(3, at.toEpochMilli());
            s.setBytes(4, body);
            s.executeUpdate();
          }
          outbox(c, Lane.DISPOSITION, dispositionId, "");
        });
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
    query(
        "SELECT body FROM disposition WHERE is_open = 1 ORDER BY hit_id",
        s -> {},
        r -> out.add(r.getBytes(1)));
    return out;
  }

  /** Stores what is asked of the hot list; done when it is durable. */
  public CompletableFuture<Void> storeRequest(String requestId, Instant at, byte[] body) {
    return submit(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement("INSERT OR IGNORE INTO request VALUES (?, ?, ?)")) {
            s.setString(1, requestId);
            s.setLong(2, at.toEpochMilli());
            s.setBytes(3, body);
            s.executeUpdate();
          }
          outbox(c, Lane.REQUEST, requestId, "");
        });
  }

  /** Takes an audit event on its way to central; done when it is durable. */
  public CompletableFuture<Void> storeAudit(String auditId, byte[] body) {
    return submit(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement("INSERT OR IGNORE INTO audit VALUES (?, ?)")) {
            s.setString(1, auditId);
            s.setBytes(2, body);
            s.executeUpdate();
          }
          outbox(c, Lane.AUDIT, auditId, "");
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

  private static void picture(Connection c, String readId, Picture picture) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement("INSERT OR IGNORE INTO picture VALUES (?, ?, ?, ?)")) {
      s.setString(1, picture.ref().sha256());
      s.setString(2, readId);
      s.setString(3, picture.ref().role().name());
      s.setBytes(4, picture.data());
      s.executeUpdate();
    }
  }

  private static void pictureRows(Connection c, String readId) throws SQLException {
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
      outbox(c, Lane.PICTURE, hash, readId);
    }
  }

  private static void outbox(Connection c, Lane lane, String id, String readId)
      throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            "INSERT OR IGNORE INTO outbox (lane, id, read_id, state) VALUES (?, ?, ?, 'new')")) {
      s.setInt(1, lane.code());
      s.setString(2, id);
      s.setString(3, readId);
      s.executeUpdate();
    }
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
    later(
        c -> {
          List<String> ids = new ArrayList<>();
          try (Statement s = c.createStatement();
              ResultSet r = s.executeQuery("SELECT read_id FROM read WHERE is_final = 0")) {
            while (r.next()) {
              ids.add(r.getString(1));
            }
          }
          for (String id : ids) {
            try (PreparedStatement s =
                c.prepareStatement("UPDATE read SET is_final = 1 WHERE read_id = ?")) {
              s.setString(1, id);
              s.executeUpdate();
            }
            outbox(c, Lane.READ, id, id);
            pictureRows(c, id);
            count(c, "reads_stored");
          }
        });
  }

  /** Waits until everything submitted so far is on disk. */
  public CompletableFuture<Void> flush() {
    return submit(c -> {});
  }

  // --- outbox ------------------------------------------------------------------------------------

  @Override
  public List<OutboxRow> due(long nowNanos, int most) {
    List<OutboxRow> out = new ArrayList<>();
    query(
        """
        SELECT seq, lane, id, read_id, tries FROM outbox
        WHERE state <> 'quarantined' AND due_nanos <= ? ORDER BY lane, seq LIMIT ?\
        """,
        s -> {
          s.setLong(1, nowNanos);
          s.setInt(2, most);
        },
        r ->
            out.add(
                new OutboxRow(
                    r.getLong(1),
                    Lane.ofCode(r.getInt(2)),
                    r.getString(3),
                    r.getString(4),
                    r.getInt(5))));
    return out;
  }

  @Override
  public byte @Nullable [] body(Lane lane, String id) {
    byte[][] found = new byte[1][];
    String sql =
        switch (lane) {
          case HIT -> "SELECT body FROM hit WHERE hit_id = ?";
          case DISPOSITION -> "SELECT body FROM step WHERE disposition_id = ?";
          case REQUEST -> "SELECT body FROM request WHERE request_id = ?";
          case AUDIT -> "SELECT body FROM audit WHERE audit_id = ?";
          case READ -> "SELECT body FROM read WHERE read_id = ?";
          case PICTURE -> "SELECT data FROM picture WHERE sha256 = ?";
        };
    query(sql, s -> s.setString(1, id), r -> found[0] = r.getBytes(1));
    return found[0];
  }

  @Override
  public void markSent(List<OutboxRow> rows, long againNanos) {
    submit(
            c -> {
              try (PreparedStatement s =
                  c.prepareStatement(
                      "UPDATE outbox SET state = 'sent', tries = tries + 1, due_nanos = ? WHERE seq"
                          + " = ?")) {
                for (OutboxRow row : rows) {
                  s.setLong(1, againNanos);
                  s.setLong(2, row.seq());
                  s.addBatch();
                }
                s.executeBatch();
              }
            })
        .join();
  }

  @Override
  public void markBrokerAcked(List<OutboxRow> rows) {
    later(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement(
                  "UPDATE outbox SET state = 'broker_acked' WHERE seq = ? AND state = 'sent'")) {
            for (OutboxRow row : rows) {
              s.setLong(1, row.seq());
              s.addBatch();
            }
            s.executeBatch();
          }
        });
  }

  @Override
  public void settle(Lane lane, String id) {
    later(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement("DELETE FROM outbox WHERE lane = ? AND id = ?")) {
            s.setInt(1, lane.code());
            s.setString(2, id);
            if (s.executeUpdate() > 0) {
              count(c, "stored_" + lane.label());
            }
          }
          if (lane == Lane.REQUEST) { // central has it: no plate stays behind
            delete(c, "DELETE FROM request WHERE request_id = ?", id);
          } else if (lane == Lane.AUDIT) { // a copy; the chain keeps the event
            delete(c, "DELETE FROM audit WHERE audit_id = ?", id);
          }
        });
  }

  private static void delete(Connection c, String sql, String id) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(sql)) {
      s.setString(1, id);
      s.executeUpdate();
    }
  }

  @Override
  public void quarantine(Lane lane, String id, String cause) {
    later(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement(
                  "UPDATE outbox SET state = 'quarantined', cause = ? WHERE lane = ? AND id = ?")) {
            s.setString(1, cause);
            s.setInt(2, lane.code());
            s.setString(3, id);
            s.executeUpdate();
          }
        });
  }

  @Override
  public Map<String, Long> counts() {
    Map<String, Long> out = new LinkedHashMap<>();
    query(
        "SELECT lane, state, count(*) FROM outbox GROUP BY lane, state",
        s -> {},
        r -> out.put(Lane.ofCode(r.getInt(1)).label() + "." + r.getString(2), r.getLong(3)));
    query("SELECT name, value FROM counter", s -> {}, r -> out.put(r.getString(1), r.getLong(2)));
    return out;
  }

  /** A stored hit with the pictures of its read, for reports. */
  public record StoredHit(String hitId, String readId, String body, Map<String, String> pictures) {}

  /** The pictures of a hit's read, as role and hash. */
  public Map<String, String> picturesOfHit(String hitId) {
    Map<String, String> out = new LinkedHashMap<>();
    query(
        "SELECT role, sha256 FROM picture JOIN hit USING (read_id) WHERE hit_id = ?",
        s -> s.setString(1, hitId),
        r -> out.put(r.getString(1), r.getString(2)));
    return out;
  }

  /** All hits, oldest first; pictures as role and hash. */
  public List<StoredHit> hits() {
    List<StoredHit> out = new ArrayList<>();
    query(
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
      query(
          "SELECT role, sha256 FROM picture WHERE read_id = ?",
          s -> s.setString(1, hit.readId()),
          r -> hit.pictures().put(r.getString(1), r.getString(2)));
    }
    return out;
  }

  /** The newest version of a signed thing that was ever in force here; 0 when none was. */
  public long newestVersion(String name) {
    long[] found = {0};
    query(
        "SELECT version FROM newest WHERE name = ?",
        s -> s.setString(1, name),
        r -> found[0] = r.getLong(1));
    return found[0];
  }

  /** From now on an older version of it is to be refused. */
  public CompletableFuture<Void> noteVersion(String name, long version) {
    return submit(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement(
                  "INSERT INTO newest VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET version ="
                      + " max(version, excluded.version)")) {
            s.setString(1, name);
            s.setLong(2, version);
            s.executeUpdate();
          }
        });
  }

  /** The bytes of a picture; null when it is not there. */
  public byte @Nullable [] picture(String sha256) {
    return body(new OutboxRow(0, Lane.PICTURE, sha256, "", 0));
  }

  @FunctionalInterface
  private interface Binder {
    void bind(PreparedStatement statement) throws SQLException;
  }

  @FunctionalInterface
  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private synchronized void query(String sql, Binder binder, RowReader rows) {
    try (PreparedStatement s = reader.prepareStatement(sql)) {
      binder.bind(s);
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          rows.read(r);
        }
      }
      health.clear("STORE_UNREADABLE", "store");
    } catch (SQLException e) {
      health.raise("STORE_UNREADABLE", "store", String.valueOf(e.getMessage()));
    }
  }

  /** Writes out what waits, within a limit, and closes. */
  @Override
  public void close() {
    isClosing = true;
    try {
      thread.join(Duration.ofSeconds(10));
      synchronized (this) {
        reader.close();
      }
      Connection last = writer;
      if (last != null) {
        last.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      Logger.tag("store").warn(e, "database did not close cleanly");
    }
  }
}
