package org.outrider.agent.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.ImageRef;
import org.outrider.agent.base.read.Picture;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.link.uplink.OutboxRow;
import org.outrider.agent.link.uplink.Waiting;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.record.retention.Hold;
import org.outrider.agent.record.retention.Purged;
import org.outrider.agent.record.retention.RetentionRules;
import org.outrider.central.CentralStore;
import org.outrider.central.JdbcCentralStore;
import org.outrider.central.Received;
import org.outrider.hal.sim.ManualClock;

/**
 * The power goes at random steps of the disk while reads come in, are delivered, acknowledged,
 * purged, held and migrated. How often: {@code -Doutrider.cuts=1000}.
 */
class StoreCutTest {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
  private static final RetentionRules RULES =
      new RetentionRules(
          false,
          Duration.ofMinutes(20),
          Duration.ofMinutes(10),
          Optional.empty(),
          Optional.of(Duration.ofDays(3650)),
          false,
          1L << 30);

  @TempDir Path folder;
  private final Random random = new Random(11);
  private final ManualClock clock = new ManualClock(START);
  private CutDisk disk;
  private Path file;
  private JdbcCentralStore central;

  /** What the pipeline was told is safe: reads with their parts, by lane and id. */
  private final Map<String, Set<String>> taken = new HashMap<>();

  private final Set<String> held = new TreeSet<>();
  private final Map<String, Long> tally = new TreeMap<>();
  private int made;

  /** The last one; a connection of its own, which a power cut would have ended. */
  private CompletableFuture<?> sweep = CompletableFuture.completedFuture(null);

  @BeforeEach
  void mount() throws Exception {
    Path mount = Files.createDirectories(folder.resolve("disk"));
    disk = CutDisk.mount(mount);
    file = mount.resolve("unit.db");
    central = JdbcCentralStore.open(folder.resolve("central.db"));
  }

  @AfterEach
  void unmount() throws Exception {
    if (disk != null) {
      disk.close();
      central.close();
    }
  }

  private void count(String what) {
    tally.merge(what, 1L, Long::sum);
  }

  /** False when the power went before it was done. */
  private boolean isDone(CompletableFuture<?> done) throws InterruptedException {
    while (true) {
      try {
        done.get(2, TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException e) {
        if (disk.isDead()) {
          return false;
        }
      } catch (ExecutionException e) {
        return false;
      }
    }
  }

  private void capture(SqliteStore store) throws InterruptedException {
    Map<String, Set<String>> coming = new HashMap<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      String id = "r" + made++;
      byte[] noise = new byte[random.nextInt(9000)];
      random.nextBytes(noise);
      Picture picture =
          Picture.jpeg(
              ImageRef.Role.OVERVIEW,
              (id + new String(noise, StandardCharsets.ISO_8859_1))
                  .getBytes(StandardCharsets.ISO_8859_1),
              10,
              5);
      Set<String> parts = new HashSet<>(Set.of("READ " + id, "PICTURE " + picture.ref().sha256()));
      if (random.nextInt(3) == 0) {
        store.storeRead(id, clock.utc(), false, body(id, "early"), List.of(picture));
      }
      if (random.nextInt(4) == 0) {
        store.storeHit("h" + id, id, clock.utc(), body(id, "hit"));
        store.presented("h" + id, body(id, "presented"));
        parts.add("HIT h" + id);
        if (random.nextBoolean()) {
          store.step("d" + id, "h" + id, false, clock.utc(), body(id, "step"));
          parts.add("DISPOSITION d" + id);
        }
      }
      store.storeRead(id, clock.utc(), true, body(id, "final"), List.of(picture));
      coming.put(id, parts);
    }
    if (isDone(store.flush())) {
      taken.putAll(coming);
      coming.forEach((id, parts) -> parts.forEach(p -> count("taken " + p.split(" ")[0])));
    }
  }

  private static byte[] body(String id, String what) {
    return ("{\"read_id\":\"%s\",\"captured_at\":\"2026-11-21T12:00:00Z\",\"what\":\"%s\"}")
        .formatted(id, what)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** As the uplink does it; central's word may be lost on the way back. */
  private void deliver(SqliteStore store, int most, boolean losesWords) {
    List<OutboxRow> rows = Waiting.rows(store, most);
    for (OutboxRow row : rows) {
      byte[] body = store.body(row);
      if (body == null) {
        assertTrue(disk.isDead(), "no body of " + row);
        return;
      }
      CentralStore.Result result =
          central
              .put(
                  List.of(
                      new Received(
                          "A/u",
                          row.lane().name(),
                          row.id(),
                          String.valueOf(java.util.Arrays.hashCode(body)),
                          body,
                          Received.Marks.NONE)))
              .getFirst();
      assertTrue(result != CentralStore.Result.REJECTED, row + " came with another body");
      if (!losesWords || random.nextInt(5) > 0) {
        store.settle(row.lane(), row.id());
      }
    }
  }

  private void hold(SqliteStore store) throws InterruptedException {
    if (taken.isEmpty()) {
      return;
    }
    String id =
        taken.keySet().stream().skip(random.nextInt(taken.size())).findFirst().orElseThrow();
    if (isGone(store, id)) {
      return;
    }
    Hold hold =
        new Hold(
            "o" + id,
            Hold.Kind.CASE,
            "1",
            "x",
            Set.of(id),
            Set.of(),
            null,
            null,
            null,
            new Actor("s1", "supervisor"),
            START,
            null);
    if (isDone(store.retention().hold(hold)) && !isGone(store, id)) {
      held.add(id);
      count("held");
    }
  }

  private static boolean isGone(SqliteStore store, String id) {
    return store.body(OutboxLane.READ, id) == null;
  }

  private void purge(SqliteStore store) throws InterruptedException {
    clock.advance(Duration.ofMinutes(random.nextInt(15)));
    CompletableFuture<Purged> done =
        store.retention().purge(Purged.Cause.DELIVERED, RULES, clock.utc(), true);
    if (isDone(done)) {
      tally.merge("purged", (long) done.join().reads(), Long::sum);
    }
    if (random.nextInt(3) == 0) {
      sweep = scrubbed(store);
      if (isDone(sweep)) {
        count("swept");
      }
    }
  }

  /** On a thread of its own, which ends with the store when the power goes meanwhile. */
  private static CompletableFuture<?> scrubbed(SqliteStore store) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            store.retention().scrub();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void work(SqliteStore store) throws InterruptedException {
    while (!disk.isDead()) {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> capture(store);
        case 3, 4, 5 -> deliver(store, 1 + random.nextInt(40), true);
        case 6 -> purge(store);
        default -> {
          if (random.nextInt(6) == 0) {
            hold(store);
          }
        }
      }
    }
  }

  private Set<String> atCentral() throws SQLException {
    Set<String> out = new HashSet<>();
    try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("central.db"));
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery("SELECT kind || ' ' || id FROM received")) {
      while (r.next()) {
        assertTrue(out.add(r.getString(1)), "doubled at central");
      }
    }
    return out;
  }

  private void integrity() throws SQLException {
    try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery("PRAGMA integrity_check")) {
      assertTrue(r.next());
      assertEquals("ok", r.getString(1));
    }
  }

  /** Everything taken is here, or at central with all its parts; what is held is here. */
  private void verify(SqliteStore store) throws SQLException {
    Set<String> central = atCentral();
    List<String> lost = new ArrayList<>();
    for (Map.Entry<String, Set<String>> one : taken.entrySet()) {
      if (isGone(store, one.getKey())) {
        if (!central.containsAll(one.getValue())) {
          lost.add(one.getKey());
        }
        continue;
      }
      one.getValue().stream()
          .filter(part -> part.startsWith("PICTURE "))
          .filter(part -> store.picture(part.substring("PICTURE ".length())) == null)
          .forEach(lost::add);
    }
    assertEquals(List.of(), lost, "neither here nor at central");
    List<String> unheld = held.stream().filter(id -> isGone(store, id)).toList();
    assertEquals(List.of(), unheld, "held, and purged");
  }

  /** An empty disk with a database of an earlier version, with reads in it. */
  private void older(int version) throws Exception {
    try (Stream<Path> files = Files.walk(file.getParent())) {
      for (Path old : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!old.equals(file.getParent())) {
          Files.delete(old);
        }
      }
    }
    taken.clear();
    held.clear();
    try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement s = c.createStatement()) {
      s.execute("PRAGMA journal_mode=WAL");
      s.execute("PRAGMA synchronous=FULL");
      Schema.to(c, version);
      for (int i = 0; i < 20; i++) {
        String id = "r" + made++;
        try (PreparedStatement p = c.prepareStatement("INSERT INTO read VALUES (?, 1, 1, ?)")) {
          p.setString(1, id);
          p.setBytes(2, body(id, "final"));
          p.executeUpdate();
        }
        s.execute(
            "INSERT INTO outbox (lane, id, read_id, state) VALUES (10, '%s', '%s', 'new')"
                .formatted(id, id));
        taken.put(id, Set.of("READ " + id));
      }
    }
  }

  @Test
  @Tag("UPL-02")
  @Tag("CAP-01")
  @Tag("RET-02")
  void whatThePipelineWasToldIsSafeIsNeverLostNorDoubledNorPurgedBeforeCentralHasIt()
      throws Exception {
    int cuts = Integer.getInteger("outrider.cuts", 120);
    for (int cut = 0; cut < cuts; cut++) {
      if (cut % 20 == 10) {
        older(1 + cut / 20 % 5);
        count("migrations");
      }
      disk.cutAfter(random.nextInt(cut % 20 == 10 ? 120 : 600));
      SqliteStore store = null;
      try {
        store = SqliteStore.open(file, new Health(), clock::utc);
        store.finishInterrupted();
        work(store);
      } catch (StoreException e) {
        count("cut while opening");
        assertTrue(disk.isDead(), e.getMessage());
      }
      disk.tear(random);
      if (store != null) {
        store.close();
      }
      // SQLite gives a file that a connection of this process has still open to the next one: dead
      // as it is
      sweep.handle((done, cause) -> true).join();
      disk.powerOn();
      try (SqliteStore again = SqliteStore.open(file, new Health(), clock::utc)) {
        again.finishInterrupted();
        again.flush().join();
        verify(again);
        assertEquals(0, damaged());
      }
      integrity();
      count("cuts");
    }
    try (SqliteStore store = SqliteStore.open(file, new Health(), clock::utc)) {
      while (!Waiting.rows(store, 1).isEmpty()) {
        deliver(store, 500, false);
        store.flush().join();
      }
    }
    Set<String> there = atCentral();
    taken.values().forEach(parts -> assertTrue(there.containsAll(parts), parts + " delivered"));
    assertTrue(tally.getOrDefault("purged", 0L) > cuts / 4, tally.toString());
    System.out.println("power cuts: " + tally);
  }

  private long damaged() throws Exception {
    try (Stream<Path> files = Files.walk(file.getParent())) {
      return files.filter(f -> f.toString().contains("damaged")).count();
    }
  }

  /** The instrument itself: it must show what it is there to show. */
  @Test
  void theDiskLosesRowsOfADatabaseThatDoesNotSyncItsCommits() throws Exception {
    int lost = 0;
    int next = 0;
    try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement s = c.createStatement()) {
      s.execute("PRAGMA synchronous=FULL");
      s.execute("PRAGMA journal_mode=WAL");
      s.execute("CREATE TABLE t (i INTEGER PRIMARY KEY)");
    }
    for (int cut = 0; cut < 30; cut++) {
      int last = -1;
      try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + file);
          Statement s = c.createStatement()) {
        s.execute("PRAGMA journal_mode=WAL");
        s.execute("PRAGMA synchronous=NORMAL");
        disk.cutAfter(50 + random.nextInt(200));
        while (true) {
          s.executeUpdate("INSERT INTO t VALUES (" + next + ")");
          last = next++;
        }
      } catch (SQLException e) {
        assertTrue(disk.isDead(), e.getMessage());
      }
      disk.powerOn();
      try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + file);
          Statement s = c.createStatement();
          ResultSet r = s.executeQuery("SELECT max(i) FROM t")) {
        lost += r.next() && r.getInt(1) < last ? 1 : 0;
      }
    }
    assertTrue(lost > 3, "cuts with loss: " + lost + " of 30");
  }
}
