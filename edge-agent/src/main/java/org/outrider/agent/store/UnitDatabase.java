package org.outrider.agent.store;

import java.io.IOException;
import java.io.InputStream;
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
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.tinylog.Logger;

/**
 * The unit's SQLite file: WAL, synchronous FULL. One thread writes; what waits while a transaction
 * is on its way goes into the next one together (group commit). A write that fails, because the
 * disk is full say, stays in the queue and is tried again: nothing is lost while the process lives,
 * and the fault is named.
 */
final class UnitDatabase implements AutoCloseable {
  private static final int MOST_IN_A_COMMIT = 256;
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** How long a read waits for others: not so long that it shows in how soon it is safe. */
  private static final Duration GATHER = Duration.ofMillis(10);

  private static final Duration LAZY = Duration.ofMillis(500);

  /** How often the log is carried over into the file while something is written. */
  private static final Duration CARRY = Duration.ofSeconds(1);

  /**
   * Bytes of a page of a new file. A row touches a dozen pages, each written anew as a whole with
   * every commit: half of SQLite's own size is half of what is written. A file that was begun with
   * another size keeps it.
   */
  private static final int PAGE_BYTES = 2048;

  /** Pages of the log, 64 MB, from which on the writer itself carries it over after all. */
  private static final int LONG_LOG_PAGES = (64 << 20) / PAGE_BYTES;

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

  /**
   * A change that waits.
   *
   * @param dueNanos until when it waits for others at most, on the monotonic clock
   */
  private record Task(Change change, CompletableFuture<Void> done, long dueNanos) {}

  /** SQLite's own codes: the file is malformed, or no database at all. */
  private static final Set<Integer> DAMAGE = Set.of(11, 26);

  private static final int BUSY = 5;

  private static final String READ = ".read";

  private static final byte[] HEADER =
      "SQLite format 3\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private final Health health;
  private final Path file;
  private final PictureFiles pictures;

  /** Hashes of pictures that could not be read. */
  private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

  private final LinkedBlockingQueue<Task> queue = new LinkedBlockingQueue<>();
  private final Thread thread;

  /** Of the unit's own; null beside it, where the writer carries over by itself. */
  private final @Nullable Thread carrier;

  private final AtomicBoolean isDamaged = new AtomicBoolean();

  /** Guarded by this. */
  private Connection reader;

  /** Of the writer's thread alone; null after a failure, until it is opened anew. */
  private @Nullable Connection writer;

  /** Whether this is the unit's own: a command beside it never moves the file under it. */
  private final boolean isUnits;

  /** Damaged files are read one after the other, not for longer than the process lives. */
  private final ExecutorService salvages =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("store-salvage").factory());

  private final AtomicInteger salvaging = new AtomicInteger();
  private volatile boolean hasSalvaged;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile boolean isClosing;

  /** Of the writer: from now on nothing is written. */
  private volatile boolean hasEnded;

  private final Object checkpoints = new Object();
  private final AtomicBoolean hasCommitted = new AtomicBoolean();
  private volatile Runnable onCommit = () -> {};
  private volatile Runnable onSalvaged = () -> {};

  private UnitDatabase(
      Path file, Connection writer, Connection reader, Health health, boolean isUnits) {
    this.file = file;
    this.pictures = PictureFiles.of(file);
    this.writer = writer;
    this.reader = reader;
    this.health = health;
    this.isUnits = isUnits;
    this.thread = Thread.ofPlatform().name("store-writer").start(this::write);
    this.carrier =
        isUnits ? Thread.ofPlatform().daemon().name("store-carrier").start(this::carry) : null;
  }

  /**
   * Opens the unit's database, made or brought up to date as needed. A damaged one is put aside,
   * named as a fault, and what can still be read of it is taken over while the unit works; so is
   * what an earlier run did not come to the end of.
   *
   * @throws StoreException when it cannot be opened
   */
  static UnitDatabase open(Path file, Health health) throws StoreException {
    return open(file, health, true);
  }

  /**
   * Opens it beside a unit that may run: what cannot be written fails at once, and damage is the
   * unit's own to mend.
   *
   * @throws StoreException when it cannot be opened
   */
  static UnitDatabase beside(Path file, Health health) throws StoreException {
    return open(file, health, false);
  }

  /** SQLite lets nobody leave the write-ahead log while another connection is there. */
  static boolean isInUse(Path file) throws StoreException {
    if (!Files.exists(file)) {
      return false;
    }
    try (Connection c = connect(file);
        Statement s = c.createStatement()) {
      s.execute("PRAGMA busy_timeout=500");
      s.execute("PRAGMA journal_mode=DELETE");
      return false;
    } catch (SQLException e) {
      if ((e.getErrorCode() & 0xff) == BUSY) {
        return true;
      }
      throw new StoreException(file + ": cannot be opened: " + e.getMessage(), e);
    }
  }

  private static UnitDatabase open(Path file, Health health, boolean isUnits)
      throws StoreException {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Connection writer;
      try {
        writer = writing(upToDate(file), isUnits);
      } catch (SQLException e) {
        if (!isUnits || !isDamage(e) || !isOurs(file)) {
          throw e;
        }
        putAside(file);
        writer = writing(upToDate(file), isUnits);
      }
      UnitDatabase database = new UnitDatabase(file, writer, connect(file), health, isUnits);
      if (isUnits) {
        database.aside().stream()
            .filter(f -> f.toString().matches(".*\\.damaged-\\d+"))
            .forEach(database::salvage);
      }
      return database;
    } catch (SQLException | IOException e) {
      throw new StoreException(file + ": cannot be opened: " + e.getMessage(), e);
    }
  }

  private static boolean isDamage(SQLException e) {
    return DAMAGE.contains(e.getErrorCode() & 0xff);
  }

  /** Whatever else a wrong setting points at is left alone. */
  private static boolean isOurs(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return file.toString().endsWith(".db") || Arrays.equals(in.readNBytes(16), HEADER);
    }
  }

  private static Connection upToDate(Path file) throws SQLException, StoreException {
    Connection c = connect(file);
    try {
      Schema.migrate(c, file);
      return c;
    } catch (SQLException | StoreException e) {
      c.close();
      throw e;
    }
  }

  /** A connection to write by, which leaves the log to the carrier where there is one. */
  private static Connection writing(Connection c, boolean hasCarrier) throws SQLException {
    if (hasCarrier) {
      try (Statement s = c.createStatement()) {
        s.execute("PRAGMA wal_autocheckpoint=" + LONG_LOG_PAGES);
      }
    }
    return c;
  }

  /** Renames a database with its log, so that nothing of it is lost. */
  private static Path putAside(Path file) throws IOException {
    int n = 1;
    while (Files.exists(beside(file, ".damaged-" + n)) || Files.exists(read(file, n))) {
      n++;
    }
    Path to = beside(file, ".damaged-" + n);
    move(file, to);
    return to;
  }

  private static Path beside(Path file, String end) {
    return file.resolveSibling(file.getFileName() + end);
  }

  /** What a damaged file is called once all that can be read of it is taken over. */
  private static Path read(Path file, int n) {
    return beside(file, ".damaged-" + n + READ);
  }

  private static void move(Path from, Path to) throws IOException {
    for (String end : List.of("-wal", "-shm", "")) { // the name itself last: then all are there
      if (Files.exists(beside(from, end))) {
        Files.move(beside(from, end), beside(to, end));
      }
    }
  }

  /** Files that were put aside, and what belongs to them. */
  private List<Path> aside() throws IOException {
    String name = file.getFileName() + ".damaged-";
    try (Stream<Path> files =
        Files.list(Objects.requireNonNull(file.toAbsolutePath().getParent()))) {
      return files.filter(f -> f.getFileName().toString().startsWith(name)).sorted().toList();
    }
  }

  private static Connection connect(Path file) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement s = connection.createStatement()) {
      s.execute("PRAGMA page_size=" + PAGE_BYTES); // first: the log's mode settles it
      s.execute("PRAGMA journal_mode=WAL");
      s.execute("PRAGMA synchronous=FULL");
      s.execute("PRAGMA busy_timeout=5000");
      s.execute("PRAGMA secure_delete=ON");
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  // --- damage ------------------------------------------------------------------------------------

  /** On the writer's thread: puts the file aside and goes on with an empty one. */
  private void replaceDamaged() throws SQLException {
    // A connection that closes after its file was renamed would take the log of the next one along.
    synchronized (checkpoints) {
      replaceNow();
    }
  }

  private synchronized void replaceNow() throws SQLException {
    try {
      reader.close();
      Connection last = writer;
      writer = null;
      if (last != null) {
        last.close();
      }
      Path damaged = putAside(file);
      writer = writing(upToDate(file), isUnits);
      reader = connect(file);
      isDamaged.set(false);
      salvage(damaged);
    } catch (IOException | StoreException e) {
      throw new SQLException("damaged, and cannot be put aside: " + e.getMessage(), e);
    }
  }

  private void salvage(Path damaged) {
    health.raise(
        FaultCode.STORE_DAMAGED,
        "store",
        damaged + ": damaged, put aside; being read as far as it can be");
    salvaging.incrementAndGet();
    salvages.execute(
        () -> {
          try {
            Salvage.Result result = new Salvage(this).run(damaged);
            health.raise(FaultCode.STORE_DAMAGED, "store", damaged + ": damaged; " + result);
            if (result.isWhole()) {
              remove(damaged);
            } else {
              move(damaged, beside(damaged, READ));
            }
            hasSalvaged = true;
            salvaging.decrementAndGet();
            onSalvaged.run();
          } catch (InterruptedException e) { // the next start goes on with it
            Thread.currentThread().interrupt();
          } catch (IOException e) {
            Logger.tag("store").warn("{} not renamed: {}", damaged, e.getMessage());
          }
        });
  }

  /** Removes files that were put aside, last written before then: they hold reads as well. */
  void removeDamaged(Instant before) {
    try {
      for (Path one : aside()) {
        if (!isSalvaging() && Files.getLastModifiedTime(one).toInstant().isBefore(before)) {
          remove(one);
        }
      }
    } catch (IOException e) {
      Logger.tag("store").warn("damaged files not looked at: {}", e.getMessage());
    }
  }

  private static void remove(Path damaged) {
    try {
      for (String end : List.of("-wal", "-shm", "")) {
        Files.deleteIfExists(beside(damaged, end));
      }
      Logger.tag("store").info("{} removed", damaged);
    } catch (IOException e) {
      Logger.tag("store").warn("{} not removed: {}", damaged, e.getMessage());
    }
  }

  /** Whether rows of a damaged file are still on their way: nothing may be purged meanwhile. */
  boolean isSalvaging() {
    return salvaging.get() > 0 || isDamaged.get();
  }

  /** Called when all that could be read of a damaged file is here again. */
  void onSalvaged(Runnable listener) {
    onSalvaged = listener;
    if (hasSalvaged) { // before anybody listened
      listener.run();
    }
  }

  /** Reads every page; what is found damaged is put aside. Takes as long as the file is large. */
  void check() {
    aside(
        c -> {
          try (Statement s = c.createStatement();
              ResultSet r = s.executeQuery("PRAGMA quick_check(1)")) {
            if (r.next() && !r.getString(1).equals("ok")) {
              throw new SQLException(r.getString(1), "", 11);
            }
          }
        });
  }

  /** A reader has met damage: the writer puts the file aside. */
  private void damageFound(SQLException e) {
    if (isUnits && isDamage(e) && isDamaged.compareAndSet(false, true)) {
      CompletableFuture<Void> _ = submit(c -> {}); // wakes the writer
    }
  }

  /** On the writer's thread. Nobody waits for ever for a change that came too late. */
  private void write() {
    List<Task> batch = new ArrayList<>();
    try {
      commitUntilClosed(batch);
    } finally {
      queue.addAll(batch);
      hasEnded = true;
      refuseRest();
    }
  }

  private void refuseRest() {
    for (Task late = queue.poll(); late != null; late = queue.poll()) {
      late.done().completeExceptionally(new SQLException(file + ": closed"));
    }
  }

  private void commitUntilClosed(List<Task> batch) {
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
          gather(batch);
        }
        if (isDamaged.get() && !isClosing) {
          replaceDamaged();
        }
        commit(batch);
        health.clear(FaultCode.STORE_FAILED, "store");
        batch.forEach(t -> t.done().complete(null));
        batch.clear();
        onCommit.run();
      } catch (SQLException e) {
        if (isUnits && !isClosing && isDamage(e) && isDamaged.compareAndSet(false, true)) {
          continue;
        }
        health.raise(FaultCode.STORE_FAILED, "store", String.valueOf(e.getMessage()));
        if (isClosing || !isUnits) {
          batch.forEach(t -> t.done().completeExceptionally(e));
          batch.clear();
          if (isClosing) {
            return;
          }
          continue;
        }
        try {
          boolean _ = closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Takes more into a transaction until the first of it must not wait any longer. */
  private void gather(List<Task> batch) throws InterruptedException {
    queue.drainTo(batch, MOST_IN_A_COMMIT - batch.size());
    while (batch.size() < MOST_IN_A_COMMIT && !isClosing) {
      long now = System.nanoTime();
      long wait = batch.stream().mapToLong(t -> t.dueNanos() - now).min().orElse(0);
      Task next = wait <= 0 ? null : queue.poll(wait, TimeUnit.NANOSECONDS);
      if (next == null) {
        return;
      }
      batch.add(next);
      queue.drainTo(batch, MOST_IN_A_COMMIT - batch.size());
    }
  }

  /**
   * Carries the log over into the file, so that no commit waits for it: the file's pages lie
   * scattered, and to make them durable takes many times as long as to append to the log. What the
   * log holds is durable already.
   */
  private void carry() {
    try {
      while (!closing.await(CARRY.toMillis(), TimeUnit.MILLISECONDS)) {
        if (hasCommitted.getAndSet(false) && !isDamaged.get()) {
          checkpoint("PASSIVE");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * All or nothing. After a failure the connection is given up: SQLite itself may have rolled back,
   * and a driver that does not know it would go on outside of any transaction.
   */
  private void commit(List<Task> batch) throws SQLException {
    Connection connection = writer == null ? writing(connect(file), isUnits) : writer;
    writer = connection;
    try {
      connection.setAutoCommit(false);
      for (Task task : batch) {
        task.change().apply(connection);
      }
      syncPictures(); // first: no row may name a picture that is not there
      connection.commit();
      pictures.committed();
      hasCommitted.set(true);
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

  private void syncPictures() throws SQLException {
    try {
      pictures.sync();
    } catch (IOException e) {
      throw new SQLException("pictures: " + e.getMessage(), e);
    }
  }

  /** Raises the fault of a picture that should be there and cannot be read. */
  void pictureLost(String sha256, String cause) {
    unreadable.add(sha256);
    health.raise(FaultCode.PICTURE_UNREADABLE, "store", cause);
  }

  /** Clears that fault once every such picture can be read again, or was purged. */
  void pictureFound(String sha256) {
    if (unreadable.remove(sha256) && unreadable.isEmpty()) {
      health.clear(FaultCode.PICTURE_UNREADABLE, "store");
    }
  }

  /** Where the pictures lie; to be written by changes alone. */
  PictureFiles pictures() {
    return pictures;
  }

  /** Called after each commit, on the writer's thread. */
  void onCommit(Runnable listener) {
    onCommit = listener;
  }

  /** Makes a change at once; done when it is on disk. */
  CompletableFuture<Void> submit(Change change) {
    return queue(change, Duration.ZERO);
  }

  /** Makes a change soon, together with others: each transaction writes many pages anew. */
  CompletableFuture<Void> later(Change change) {
    return queue(change, GATHER);
  }

  /** Makes a change with the next ones; nobody minds if a power cut comes before it. */
  CompletableFuture<Void> lazily(Change change) {
    return queue(change, LAZY);
  }

  private CompletableFuture<Void> queue(Change change, Duration most) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    queue.add(new Task(change, done, System.nanoTime() + most.toNanos()));
    if (hasEnded) {
      refuseRest();
    }
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
      health.clear(FaultCode.STORE_UNREADABLE, "store");
    } catch (SQLException e) {
      health.raise(FaultCode.STORE_UNREADABLE, "store", String.valueOf(e.getMessage()));
      damageFound(e);
    }
  }

  /**
   * Brings everything from the write-ahead log into the file and empties the log, so that nothing
   * of what was deleted is left in it.
   *
   * @return false when somebody else is just reading or writing: to be tried again
   */
  boolean truncateLog() {
    return checkpoint("TRUNCATE");
  }

  /** One at a time: SQLite does not wait for another one, but gives up. */
  private boolean checkpoint(String kind) {
    synchronized (checkpoints) {
      boolean[] isDone = {false};
      aside(
          c -> {
            try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery("PRAGMA wal_checkpoint(" + kind + ")")) {
              isDone[0] = r.next() && r.getInt(1) == 0;
            }
          });
      return isDone[0];
    }
  }

  /** Does something that takes long on a connection of its own, so that nobody waits for it. */
  void aside(Change work) {
    try (Connection c = connect(file)) {
      work.apply(c);
      health.clear(FaultCode.STORE_UNREADABLE, "store");
    } catch (SQLException e) {
      health.raise(FaultCode.STORE_UNREADABLE, "store", String.valueOf(e.getMessage()));
      damageFound(e);
    }
  }

  /** Writes out what waits, within a limit, and closes. */
  @Override
  public void close() {
    isClosing = true;
    closing.countDown();
    try {
      salvages.shutdownNow();
      boolean _ = salvages.awaitTermination(5, TimeUnit.SECONDS);
      thread.join(Duration.ofSeconds(10));
      if (carrier != null) {
        carrier.join(Duration.ofSeconds(10));
      }
      synchronized (this) {
        reader.close();
      }
      Connection last = writer;
      if (last != null) {
        last.close();
      }
      pictures.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException | IOException e) {
      Logger.tag("store").warn(e, "database did not close cleanly");
    }
  }
}
