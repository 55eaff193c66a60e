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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.health.Health;
import org.tinylog.Logger;

/**
 * The unit's SQLite file: WAL, synchronous FULL. One thread writes; what waits while a transaction
 * is on its way goes into the next one together (group commit). A write that fails, because the
 * disk is full say, stays in the queue and is tried again: nothing is lost while the process lives,
 * and the fault is named.
 */
final class UnitDatabase implements AutoCloseable {
  private static final int MOST_IN_A_COMMIT = 64;
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** A change that is part of a transaction. */
  @FunctionalInterface
  interface Change {
    void apply(Connection connection) throws SQLException;
  }

  @FunctionalInterface
  interface Binder {
    void bind(PreparedStatement statement) throws SQLException;
  }

  @FunctionalInterface
  interface RowReader {
    void read(ResultSet row) throws SQLException;
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

  private UnitDatabase(Path file, Connection writer, Connection reader, Health health) {
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
  static UnitDatabase open(Path file, Health health) throws StoreException {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Connection writer = connect(file);
      Schema.migrate(writer, file);
      return new UnitDatabase(file, writer, connect(file), health);
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

  /** Called after each commit, on the writer's thread. */
  void onCommit(Runnable listener) {
    onCommit = listener;
  }

  /** Takes a change into the next transaction. */
  void later(Change change) {
    queue.add(new Task(change, new CompletableFuture<>()));
  }

  /** The same; done when it is on disk. */
  CompletableFuture<Void> submit(Change change) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    queue.add(new Task(change, done));
    return done;
  }

  synchronized void query(String sql, Binder binder, RowReader rows) {
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

  /**
   * Brings everything from the write-ahead log into the file and empties the log, so that nothing
   * of what was deleted is left in it.
   *
   * @return false when somebody else is just reading or writing: to be tried again
   */
  boolean truncateLog() {
    boolean[] isDone = {false};
    aside(
        c -> {
          try (Statement s = c.createStatement();
              ResultSet r = s.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
            isDone[0] = r.next() && r.getInt(1) == 0;
          }
        });
    return isDone[0];
  }

  /** Does something that takes long on a connection of its own, so that nobody waits for it. */
  void aside(Change work) {
    try (Connection c = connect(file)) {
      work.apply(c);
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
