package org.outrider.agent.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.ImageRef;
import org.outrider.agent.base.read.Picture;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.link.uplink.Waiting;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.record.retention.Hold;
import org.outrider.agent.record.retention.Purged;
import org.outrider.agent.record.retention.RetentionRules;

/** Pages of the database are damaged, as by a card that wears out. */
class SalvageTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final int READS = 400;
  private static final int PAGE = 2048;

  @TempDir Path folder;
  private final Health health = new Health();

  private SqliteStore open() throws Exception {
    return SqliteStore.open(folder.resolve("unit.db"), health, InstantSource.fixed(NOW));
  }

  private static void fill(SqliteStore store) {
    Random random = new Random(1);
    for (int i = 0; i < READS; i++) {
      byte[] noise = new byte[200 + random.nextInt(3000)];
      random.nextBytes(noise);
      String id = "r%03d".formatted(i);
      store.storeRead(
          id,
          NOW,
          true,
          ("{\"read_id\":\""
                  + id
                  + "\",\"captured_at\":\"2026-11-21T12:00:00Z\",\"pad\":\""
                  + "x".repeat(300)
                  + "\"}")
              .getBytes(StandardCharsets.UTF_8),
          List.of(Picture.jpeg(ImageRef.Role.OVERVIEW, noise, 10, 5)));
    }
    store.retention().hold(hold()).join();
    store.versions().noteVersion("profile x", 7).join();
  }

  private static Hold hold() {
    return new Hold(
        "o1",
        Hold.Kind.LEGAL,
        "",
        "x",
        Set.of("r001"),
        Set.of(),
        null,
        null,
        null,
        new Actor("s1", "supervisor"),
        NOW,
        null);
  }

  private void damage(int page) throws Exception {
    byte[] noise = new byte[PAGE];
    new Random(page).nextBytes(noise);
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("unit.db").toFile(), "rw")) {
      file.seek((long) page * PAGE);
      file.write(noise);
    }
  }

  private static void awaitSalvage(SqliteStore store) throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    store.onSalvaged(done::countDown);
    done.await();
    store.flush().join();
  }

  private String fault(FaultCode code) {
    return health.faults().stream()
        .filter(f -> f.code() == code)
        .map(Fault::cause)
        .findFirst()
        .orElse("");
  }

  private long aside() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().contains(".damaged-")).count();
    }
  }

  private static long reads(SqliteStore store) {
    long out = 0;
    for (int i = 0; i < READS; i++) {
      out += store.body(OutboxLane.READ, "r%03d".formatted(i)) == null ? 0 : 1;
    }
    return out;
  }

  @Test
  @Tag("UPL-02")
  void aUnitWithADamagedPageStartsReadsOnAndTakesOverAllButThatPage() throws Exception {
    try (SqliteStore store = open()) {
      fill(store);
    }
    String all = Files.readString(folder.resolve("unit.db"), StandardCharsets.ISO_8859_1);
    damage(all.indexOf("\"read_id\":\"r200\"") / PAGE);
    try (SqliteStore store = open()) {
      store.storeRead("new", NOW, true, "{}".getBytes(StandardCharsets.UTF_8), List.of());
      store.check();
      awaitSalvage(store);
      assertTrue(store.body(OutboxLane.READ, "new") != null, "what comes in meanwhile is stored");
      long there = reads(store);
      assertTrue(there > READS * .9, there + " of " + READS);
      assertTrue(
          fault(FaultCode.STORE_DAMAGED).contains(" recovered"), fault(FaultCode.STORE_DAMAGED));
      assertEquals(7, store.versions().newestVersion("profile x"));
      assertEquals(1, store.retention().holds().size());
      assertEquals(there + 1, store.waiting(OutboxLane.READ, 9999).size(), "each is delivered");
    }
  }

  @Test
  void aHeaderThatIsGonePutsTheFileAsideAndTheUnitStarts() throws Exception {
    try (SqliteStore store = open()) {
      fill(store);
    }
    damage(0);
    try (SqliteStore store = open()) {
      awaitSalvage(store);
      store.storeRead("new", NOW, true, "{}".getBytes(StandardCharsets.UTF_8), List.of());
      store.flush().join();
      assertTrue(store.body(OutboxLane.READ, "new") != null);
      assertTrue(fault(FaultCode.STORE_DAMAGED).contains("some may be missing"));
      assertTrue(aside() > 0);
      assertTrue(store.retention().areHoldsLost());
    }
  }

  @Test
  @Tag("RET-02")
  void whileHoldsMayBeMissingNothingIsPurgedUntilCentralOrSomebodyConfirmsThem() throws Exception {
    try (SqliteStore store = open()) {
      fill(store);
    }
    damage(0);
    RetentionRules rules =
        new RetentionRules(
            false,
            Duration.ZERO,
            Duration.ZERO,
            Optional.empty(),
            Optional.of(Duration.ofDays(1)),
            true,
            1L << 30);
    try (SqliteStore store = open()) {
      awaitSalvage(store);
      store.storeRead("new", NOW, true, "{}".getBytes(StandardCharsets.UTF_8), List.of());
      store.flush().join();
      Instant later = NOW.plus(Duration.ofDays(9));
      SqliteRetention retention = store.retention();
      assertTrue(retention.purge(Purged.Cause.LIMIT, rules, later, true).get().isEmpty());
      retention.holdsConfirmed().join();
      assertEquals(1, retention.purge(Purged.Cause.LIMIT, rules, later, true).get().reads());
      store.storeRead("new", NOW, true, "{}".getBytes(StandardCharsets.UTF_8), List.of());
      store.flush().join();
    }
    damage(0);
    try (SqliteStore store = open()) {
      awaitSalvage(store);
      store.retention().holdsOfCentral(List.of(hold()), 3).join();
      assertFalse(store.retention().areHoldsLost());
    }
  }

  @Test
  void damageThatIsMetWhileTheUnitRunsIsPutAsideWithoutARestart() throws Exception {
    try (SqliteStore store = open()) {
      fill(store);
      store.retention().scrub(); // everything is in the file itself
      int pages = (int) (Files.size(folder.resolve("unit.db")) / PAGE);
      damage(pages / 3);
      damage(pages / 2);
      store.check();
      awaitSalvage(store);
      store.storeRead("new", NOW, true, "{}".getBytes(StandardCharsets.UTF_8), List.of());
      store.flush().join();
      assertTrue(store.body(OutboxLane.READ, "new") != null);
      assertTrue(reads(store) > 0, "some of it");
    }
  }

  /** Whatever page is hit: the unit starts, and stores. */
  @Test
  @Tag("UPL-02")
  void whicheverPageIsDamagedTheUnitStartsAndStores() throws Exception {
    try (SqliteStore store = open()) {
      fill(store);
    }
    byte[] whole = Files.readAllBytes(folder.resolve("unit.db"));
    int pages = whole.length / PAGE;
    for (int page = 0; page < pages; page += Math.max(1, pages / 25)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.delete(file);
        }
      }
      Files.write(folder.resolve("unit.db"), whole);
      damage(page);
      try (SqliteStore store = open()) {
        store.check();
        store.storeRead("new", NOW, true, "{}".getBytes(StandardCharsets.UTF_8), List.of());
        store.flush().join();
        assertTrue(store.body(OutboxLane.READ, "new") != null, "page " + page);
      }
    }
  }

  @Test
  @Tag("RET-01")
  void aDamagedFileIsKeptNoLongerThanReadsAre() throws Exception {
    open().close();
    damage(0);
    try (SqliteStore store = open()) {
      awaitSalvage(store);
      long files = aside();
      assertTrue(files > 0);
      Path file = folder.resolve("unit.db.damaged-1.read");
      Files.setLastModifiedTime(file, FileTime.from(NOW));
      store.retention().removeDamaged(NOW);
      assertTrue(Files.exists(file));
      store.retention().removeDamaged(NOW.plusSeconds(1));
      assertFalse(Files.exists(file));
    }
  }

  @Test
  void aFileOfAnotherKindIsLeftWhereItIs() throws Exception {
    Path notes = Files.writeString(folder.resolve("notes.txt"), "not a database\n".repeat(99));
    StoreException e =
        assertThrows(
            StoreException.class, () -> SqliteStore.open(notes, health, InstantSource.fixed(NOW)));
    assertTrue(String.valueOf(e.getMessage()).contains("notes.txt: cannot be opened"));
    assertTrue(Files.exists(notes));
  }

  @Test
  void aCommandBesideTheUnitNeverPutsItsFileAside() throws Exception {
    try (SqliteStore store = open()) {
      fill(store);
      store.retention().scrub();
      int pages = (int) (Files.size(folder.resolve("unit.db")) / PAGE);
      for (int page = pages / 4; page < pages; page += 2) { // behind the schema
        damage(page);
      }
      try (SqliteRetention command =
          SqliteRetention.open(folder.resolve("unit.db"), new Health())) {
        long _ = command.covered(hold());
        assertEquals(0, aside());
      }
    }
    damage(0);
    assertThrows(
        StoreException.class, () -> SqliteRetention.open(folder.resolve("unit.db"), new Health()));
    assertTrue(Files.exists(folder.resolve("unit.db")));
    assertEquals(0, aside());
  }

  @Test
  void aCommandThatCannotWriteFailsAtOnce() throws Exception {
    try (SqliteStore store = open();
        SqliteRetention command = SqliteRetention.open(folder.resolve("unit.db"), new Health());
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("unit.db"));
        Statement s = other.createStatement()) {
      store.flush().join();
      s.execute("BEGIN IMMEDIATE");
      assertThrows(CompletionException.class, () -> command.hold(hold()).join());
      s.execute("ROLLBACK");
      command.hold(hold()).join();
      assertEquals(1, command.holds().size());
    }
  }

  @Test
  @Tag("UPL-02")
  void aSalvageThatAnEndInterruptsIsTakenUpByTheNextStart() throws Exception {
    try (SqliteStore store = open()) {
      fill(store);
    }
    Path damaged = folder.resolve("unit.db.damaged-1");
    Files.move(folder.resolve("unit.db"), damaged);
    try (UnitDatabase database = UnitDatabase.beside(folder.resolve("other.db"), health)) {
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, () -> new Salvage(database).run(damaged));
    }
    assertTrue(Files.exists(damaged));
    try (SqliteStore store = open()) {
      awaitSalvage(store);
      assertEquals(READS, reads(store));
      assertEquals(0, aside(), "all of it is taken over");
    }
  }

  @Test
  @Tag("UPL-02")
  void readsWhosePlaceInTheQueueIsLostAreQueuedAnewAndAHigherVersionIsNotForgotten()
      throws Exception {
    try (SqliteStore store = open()) {
      fill(store);
    }
    Path damaged = folder.resolve("unit.db.damaged-1");
    Files.move(folder.resolve("unit.db"), damaged);
    try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + damaged);
        Statement s = c.createStatement()) {
      s.execute("DELETE FROM outbox");
    }
    try (SqliteStore store = SqliteStore.open(folder.resolve("unit.db"), health, () -> NOW)) {
      store.versions().noteVersion("profile x", 3).join();
      awaitSalvage(store);
      assertEquals(2 * READS, Waiting.rows(store, 9999).size());
      assertEquals(7, store.versions().newestVersion("profile x"));
    }
  }
}
