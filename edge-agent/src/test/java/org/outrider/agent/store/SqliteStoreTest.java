package org.outrider.agent.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.ImageRef;
import org.outrider.agent.base.read.Picture;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.link.uplink.OutboxRow;
import org.outrider.agent.link.uplink.Waiting;

class SqliteStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir Path folder;
  private final Health health = new Health();

  private SqliteStore open() throws StoreException {
    return SqliteStore.open(folder.resolve("unit.db"), health, InstantSource.system());
  }

  private static byte[] body(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Picture picture(String content) {
    return Picture.jpeg(ImageRef.Role.PLATE_PATCH, body(content), 10, 5);
  }

  private static List<String> waiting(SqliteStore store) {
    return Waiting.rows(store, 100).stream().map(r -> r.lane() + " " + r.id()).toList();
  }

  @Test
  void nobodyWaitsForWhatIsToBeStoredAfterTheClose() throws Exception {
    SqliteStore store = open();
    store.close();

    assertTrue(store.flush().isCompletedExceptionally());
  }

  @Test
  void hitsGoBeforeReadsAndReadsBeforePictures() throws Exception {
    try (SqliteStore store = open()) {
      Picture p = picture("one");
      store.storeRead("r1", NOW, true, body("read 1"), List.of(p));
      store.storeRead("r2", NOW, true, body("read 2"), List.of());
      store.storeHit("h1", "r2", NOW, body("hit 1"));
      store.flush().join();
      assertEquals(
          List.of("HIT h1", "READ r1", "READ r2", "PICTURE " + p.ref().sha256()), waiting(store));
    }
  }

  @Test
  @Tag("ALR-13")
  void whatBecameOfAnAlertGoesAfterHitsAndBeforeAllElse() throws Exception {
    try (SqliteStore store = open()) {
      store.storeRead("r1", NOW, true, body("read"), List.of());
      store.storeRequest("q1", NOW, body("request"));
      store.presented("h1", body("presented"));
      store.step("d1", "h1", false, NOW, body("accepted"));
      store.storeHit("h1", "r1", NOW, body("hit"));
      store.flush().join();
      assertEquals(List.of("HIT h1", "DISPOSITION d1", "REQUEST q1", "READ r1"), waiting(store));
      assertEquals(List.of(), store.open(), "answered");
    }
  }

  @Test
  @Tag("HL-14")
  void aRequestGoesBeforeReadsAndIsGoneOnceCentralHasIt() throws Exception {
    try (SqliteStore store = open()) {
      store.storeRead("r1", NOW, true, body("read"), List.of());
      store.storeRequest("q1", NOW, body("request")).join();
      store.flush().join();
      List<OutboxRow> rows = Waiting.rows(store, 10);
      assertEquals(List.of("REQUEST q1", "READ r1"), waiting(store));
      assertEquals("request", new String(store.body(rows.getFirst()), StandardCharsets.UTF_8));
      store.settle(OutboxLane.REQUEST, "q1");
      store.flush().join();
      assertEquals(List.of("READ r1"), waiting(store));
      assertNull(store.body(rows.getFirst()));
    }
  }

  @ParameterizedTest(name = "version {0}")
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void aDatabaseOfEachEarlierVersionIsBroughtUpToDateWithAllThatIsInIt(int version)
      throws Exception {
    try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("unit.db"));
        Statement s = c.createStatement()) {
      Schema.to(c, version);
      s.execute(
          version < 6
              ? "INSERT INTO read VALUES ('r1', 1000, 1, x'31'), ('r2', 2000, 1, x'32')"
              : "INSERT INTO read (read_id, captured_ms, is_final, body, kept_from_ms, stored_ms)"
                  + " VALUES ('r1', 1000, 1, x'31', 1000, 1000),"
                  + " ('r2', 2000, 1, x'32', 2000, NULL)");
      s.execute("INSERT INTO picture VALUES ('p2', 'r2', 'OVERVIEW', x'33')");
      s.execute("INSERT INTO hit VALUES ('h2', 'r2', 2000, x'34')");
      s.execute("INSERT INTO outbox (lane, id, read_id, state) VALUES (20, 'p2', 'r2', 'sent')");
      if (version >= 4) {
        s.execute("INSERT INTO step VALUES ('d2', 'h2', 2000, x'35')");
        s.execute(
            "INSERT INTO outbox (lane, id, read_id, state) VALUES (2, 'd2', '%s', 'new')"
                .formatted(version < 6 ? "" : "r2"));
      }
    }
    try (SqliteStore store = open()) {
      List<String> expected =
          version >= 4 ? List.of("DISPOSITION d2", "PICTURE p2") : List.of("PICTURE p2");
      assertEquals(expected, waiting(store));
      assertArrayEquals(body("1"), store.body(OutboxLane.READ, "r1"));
      assertArrayEquals(body("3"), store.picture("p2"), "stored before there were files");
      store.settle(OutboxLane.PICTURE, "p2");
      if (version >= 4) {
        store.settle(OutboxLane.DISPOSITION, "d2");
      }
      store.storeRequest("q1", NOW, body("request")).join();
      assertEquals(List.of("REQUEST q1"), waiting(store));
      assertEquals(0, store.versions().newestVersion("profile x"));
    }
    try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("unit.db"));
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery("SELECT kept_from_ms, stored_ms FROM read ORDER BY 1")) {
      assertTrue(r.next());
      assertEquals("1000 1000", r.getLong(1) + " " + r.getLong(2), "central had it");
      assertTrue(r.next());
      assertEquals(2000, r.getLong(1));
      assertTrue(r.getLong(2) > 2000, "stored when its last row was");
    }
  }

  @Test
  void theNewestVersionOfAThingIsNeverForgotten() throws Exception {
    try (SqliteStore store = open()) {
      store.versions().noteVersion("profile x", 7).join();
      store.versions().noteVersion("profile x", 5).join();
      store.versions().noteVersion("profile y", 1).join();
    }
    try (SqliteStore store = open()) {
      assertEquals(7, store.versions().newestVersion("profile x"));
      assertEquals(1, store.versions().newestVersion("profile y"));
    }
  }

  @Test
  void aRowWaitsUntilCentralHasStoredIt() throws Exception {
    try (SqliteStore store = open()) {
      store.storeRead("r1", NOW, true, body("read"), List.of());
      store.flush().join();
      assertEquals(List.of("READ r1"), waiting(store));
      store.settle(OutboxLane.READ, "r1").join();
      assertEquals(List.of(), waiting(store));
      assertEquals(1, store.counts().get("stored_read"));
    }
  }

  @Test
  void whatCentralRejectsIsKeptAsideAndNotSentAgain() throws Exception {
    try (SqliteStore store = open()) {
      store.storeRead("r1", NOW, true, body("read"), List.of());
      store.flush().join();
      store.quarantine(OutboxLane.READ, "r1", "another body");
      store.flush().join();
      assertEquals(List.of(), waiting(store));
      assertEquals(1, store.counts().get("read.quarantined"));
    }
  }

  @Test
  void anEarlyReadIsNotDeliveredUntilItsFinalForm() throws Exception {
    try (SqliteStore store = open()) {
      store.storeRead("r1", NOW, false, body("early"), List.of(picture("early")));
      store.flush().join();
      assertEquals(List.of(), waiting(store));
      Picture last = picture("final");
      store.storeRead("r1", NOW, true, body("final"), List.of(last));
      store.flush().join();
      assertEquals(List.of("READ r1", "PICTURE " + last.ref().sha256()), waiting(store));
      assertArrayEquals(body("final"), store.body(Waiting.rows(store, 1).getFirst()));
    }
  }

  @Test
  @Tag("CAP-01")
  void aReadThatACrashLeftEarlyIsDeliveredAsItIsAfterTheRestart() throws Exception {
    try (SqliteStore store = open()) {
      store.storeRead("r1", NOW, false, body("early"), List.of(picture("p")));
      store.flush().join();
    }
    try (SqliteStore store = open()) {
      store.finishInterrupted();
      store.flush().join();
      assertEquals(2, waiting(store).size());
    }
  }

  @Test
  @Tag("UPL-02")
  void aReadWhoseFinalFormWillNotComeIsDeliveredAsItIsAndNoOtherWithIt() throws Exception {
    try (SqliteStore store = open()) {
      store.storeRead("r1", NOW, false, body("early"), List.of());
      store.storeRead("r2", NOW, false, body("another"), List.of());
      store.finishEarly("r1");
      store.finishEarly("r1");
      store.flush().join();
      assertEquals(
          List.of("r1"), store.waiting(OutboxLane.READ, 9).stream().map(OutboxRow::id).toList());
      assertArrayEquals(body("early"), store.body(OutboxLane.READ, "r1"));
    }
  }

  @Test
  void thePicturesOfAnAlertStayWhenTheFinalReadHasOthers() throws Exception {
    try (SqliteStore store = open()) {
      Picture alerted = picture("early");
      store.storeHit("h1", "r1", NOW, body("hit"));
      store.storeRead("r1", NOW, false, body("early"), List.of(alerted));
      store.storeRead("r1", NOW, true, body("final"), List.of(picture("final")));
      store.flush().join();
      assertArrayEquals(body("early"), store.picture(alerted.ref().sha256()));
      assertEquals(4, waiting(store).size());
    }
  }

  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  @Test // a real file system of eight megabytes
  void aFullDiskIsAFaultAndNothingIsLost() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    SmallDisk.mount(disk);
    try {
      Path filler = disk.resolve("filler");
      try (SqliteStore store =
          SqliteStore.open(disk.resolve("unit.db"), health, InstantSource.system())) {
        Files.write(filler, new byte[7_900_000]);
        for (int i = 0; i < 8; i++) {
          Picture large = Picture.jpeg(ImageRef.Role.OVERVIEW, noise(i), 10, 5);
          store.storeRead("r" + i, NOW, true, body("read"), List.of(large));
        }
        var done = store.flush();
        while (health.faults().isEmpty()) {
          Thread.onSpinWait();
        }
        assertEquals(FaultCode.STORE_FAILED, health.faults().getFirst().code());
        assertTrue(
            health.faults().getFirst().cause().matches("(?s).*(FULL|No space left).*"),
            health.faults().getFirst().cause());
        assertTrue(!done.isDone());
        Files.delete(filler);
        done.join();
        assertEquals(8, store.counts().get("reads_stored"));
        assertEquals(16, waiting(store).size());
      }
    } finally {
      SmallDisk.unmount(disk);
    }
  }

  private static byte[] noise(long seed) {
    byte[] bytes = new byte[100_000];
    new java.util.Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void aLockedDatabaseIsAFaultAndNothingIsLost() throws Exception {
    try (SqliteStore store = open();
        var other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("unit.db"));
        var statement = other.createStatement()) {
      statement.execute("PRAGMA busy_timeout=20000");
      statement.execute("BEGIN IMMEDIATE"); // a writer cannot get in
      store.storeRead("r1", NOW, true, body("read"), List.of());
      var done = store.flush();
      while (health.faults().isEmpty()) {
        Thread.onSpinWait();
      }
      assertEquals(FaultCode.STORE_FAILED, health.faults().getFirst().code());
      assertTrue(!done.isDone());
      statement.execute("ROLLBACK");
      done.join();
      assertEquals(List.of("READ r1"), waiting(store));
    }
  }

  @Test
  void aDatabaseOfANewerVersionIsRefused() throws Exception {
    open().close();
    try (var c = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("unit.db"));
        var s = c.createStatement()) {
      s.execute("PRAGMA user_version=99");
    }
    StoreException e = assertThrows(StoreException.class, this::open);
    assertTrue(
        String.valueOf(e.getMessage()).contains("schema version 99, this software knows up to"));
  }
}
