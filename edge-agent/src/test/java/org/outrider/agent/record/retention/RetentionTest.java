package org.outrider.agent.record.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
import org.outrider.agent.store.SqliteRetention;
import org.outrider.agent.store.SqliteStore;
import org.outrider.hal.clock.ClockQuality;
import org.outrider.hal.sim.ManualClock;

/** Keeping and purging, on a real database with a clock that is moved by hand. */
class RetentionTest {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
  private static final Actor SUPERVISOR = new Actor("s1", "supervisor");

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(START);
  private final Health health = new Health();
  private final List<Purged> attested = new ArrayList<>();
  private final List<String> ended = new ArrayList<>();
  private boolean canAttest = true;
  private SqliteStore store;
  private Retention retention;

  private final Retention.Witness witness =
      new Retention.Witness() {
        @Override
        public boolean purged(Purged purged) {
          if (canAttest) {
            attested.add(purged);
          }
          return canAttest;
        }

        @Override
        public boolean ended(Hold hold) {
          ended.add(hold.holdId());
          return true;
        }
      };

  @BeforeEach
  void open() throws Exception {
    open(rules(true, 1L << 30));
  }

  private void open(RetentionRules rules) throws Exception {
    if (store != null) {
      store.close();
    }
    store = SqliteStore.open(folder.resolve("unit.db"), health, clock::utc);
    retention = new Retention(rules, store.retention(), witness, clock, health);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static RetentionRules rules(boolean purgesUndelivered, long mostBytes) {
    return new RetentionRules(
        false,
        Duration.ofHours(24),
        Duration.ofHours(1),
        Optional.empty(),
        Optional.of(Duration.ofDays(30)),
        purgesUndelivered,
        mostBytes);
  }

  private byte[] readBody(String id, String plate) {
    return """
    {"read_id":"%s","captured_at":"%s","plate":{"raw":"%s","normalized":"%s",
     "candidates":[{"text":"%s"},{"text":"X%s"}]},"position":{"lat":41.7,"lon":-72.6}}\
    """
        .formatted(id, clock.utc(), plate, plate, plate, plate.substring(1))
        .getBytes(StandardCharsets.UTF_8);
  }

  private List<Picture> read(String id, String plate, int pictureBytes) {
    byte[] noise = new byte[pictureBytes];
    new Random(id.hashCode()).nextBytes(noise);
    System.arraycopy(id.getBytes(StandardCharsets.UTF_8), 0, noise, 0, id.length());
    List<Picture> pictures =
        List.of(
            Picture.jpeg(
                ImageRef.Role.PLATE_PATCH,
                ("patch of " + plate + id).getBytes(StandardCharsets.UTF_8),
                10,
                5),
            Picture.jpeg(ImageRef.Role.OVERVIEW, noise, 10, 5));
    store.storeRead(id, clock.utc(), true, readBody(id, plate), pictures);
    return pictures;
  }

  private void hit(String hitId, String readId, String listed) {
    store.storeHit(
        hitId,
        readId,
        clock.utc(),
        ("{\"hit_id\":\"" + hitId + "\",\"entry_snapshot\":{\"plate\":\"" + listed + "\"}}")
            .getBytes(StandardCharsets.UTF_8));
  }

  /** Central confirms all that waits. */
  private void deliver() {
    store.flush().join();
    Waiting.rows(store, 10_000).forEach(row -> store.settle(row.lane(), row.id()));
    store.flush().join();
  }

  private void tick() throws InterruptedException {
    store.flush().join();
    retention.tick();
  }

  private boolean has(String readId) {
    store.flush().join();
    return store.body(OutboxLane.READ, readId) != null;
  }

  private List<FaultCode> faults() {
    return health.faults().stream().map(Fault::code).toList();
  }

  private static Hold hold(String id, Set<String> plates) {
    return new Hold(
        id,
        Hold.Kind.LEGAL,
        "26-17",
        "court order",
        Set.of(),
        plates,
        null,
        null,
        null,
        SUPERVISOR,
        START,
        null);
  }

  // --- two clocks --------------------------------------------------------------------------------

  @Test
  @Tag("RET-01")
  @Tag("ALR-12")
  void anAlertOfAnotherUnitThatNobodyAnsweredWaitsUntilThePolicysLastDay() throws Exception {
    String body = "{\"hit_id\":\"h9\",\"raised_at\":\"" + clock.utc() + "\"}";
    store.presented("h9", body.getBytes(StandardCharsets.UTF_8)).join();
    clock.advance(Duration.ofDays(29));
    tick();
    assertEquals(1, store.open().size());
    clock.advance(Duration.ofDays(1));
    tick();
    store.flush().join();
    assertEquals(0, store.open().size());
  }

  /** Two plates of one frame: their overview is the same picture. */
  private Picture twoPlatesOfAFrame() {
    Picture overview = Picture.jpeg(ImageRef.Role.OVERVIEW, new byte[500], 10, 5);
    for (String id : List.of("r1", "r2")) {
      Picture patch =
          Picture.jpeg(
              ImageRef.Role.PLATE_PATCH, ("patch " + id).getBytes(StandardCharsets.UTF_8), 10, 5);
      store.storeRead(
          id, clock.utc(), true, readBody(id, "ZZ1000" + id.charAt(1)), List.of(patch, overview));
    }
    return overview;
  }

  @Test
  @Tag("RET-03")
  void aPictureThatTwoReadsShareStaysForTheOneThatIsHeld() throws Exception {
    String shared = twoPlatesOfAFrame().ref().sha256();
    hit("h2", "r2", "ZZ10002");
    deliver();
    store.retention().hold(hold("26-17-a", Set.of("ZZ10002"))).join();
    clock.advance(Duration.ofHours(2));
    tick();
    assertFalse(has("r1"));
    assertTrue(has("r2"));
    assertEquals(500, store.picture(shared).length);
    assertEquals(Set.of("PLATE_PATCH", "OVERVIEW"), store.picturesOfHit("h2").keySet());
    assertEquals(1, attested.stream().mapToInt(Purged::pictures).sum(), "its own patch alone");
  }

  @Test
  @Tag("RET-01")
  void aPictureThatTwoReadsShareGoesWithTheLastOfThem() throws Exception {
    String shared = twoPlatesOfAFrame().ref().sha256();
    deliver();
    clock.advance(Duration.ofHours(2));
    tick();
    assertFalse(has("r1") || has("r2"));
    assertNull(store.picture(shared));
    assertEquals(3, attested.stream().mapToInt(Purged::pictures).sum());
  }

  @Test
  @Tag("UPL-02")
  void aSharedPictureIsStillDeliveredWhenTheReadItWaitedForIsGone() throws Exception {
    String shared = twoPlatesOfAFrame().ref().sha256();
    store.flush().join();
    Waiting.rows(store, 100).stream()
        .filter(row -> row.lane() != OutboxLane.PICTURE)
        .forEach(row -> store.settle(row.lane(), row.id()));
    store.retention().hold(hold("26-17-a", Set.of("ZZ10002"))).join();
    clock.advance(Duration.ofDays(31)); // the policy's last day, delivered or not
    tick();
    assertFalse(has("r1"));
    assertTrue(has("r2"));
    assertTrue(
        Waiting.rows(store, 100).stream()
            .anyMatch(row -> row.lane() == OutboxLane.PICTURE && row.id().equals(shared)));
  }

  @Test
  @Tag("RET-01")
  void aReadGoesAnHourAfterCentralHadAllOfItAndOneWithAHitAfterADay() throws Exception {
    read("r1", "ZZ10001", 100);
    read("r2", "ZZ10002", 100);
    hit("h2", "r2", "ZZ10002");
    clock.advance(Duration.ofHours(5));
    tick();
    assertTrue(has("r1"), "central has nothing of it");
    deliver();
    clock.advance(Duration.ofMinutes(59));
    tick();
    assertTrue(has("r1"));
    clock.advance(Duration.ofMinutes(1));
    tick();
    assertFalse(has("r1"));
    assertTrue(has("r2"));
    clock.advance(Duration.ofHours(23));
    tick();
    assertFalse(has("r2"));
    assertEquals(null, store.body(OutboxLane.HIT, "h2"));
    assertEquals(
        List.of("DELIVERED 1 0 2 0", "DELIVERED 1 1 2 0"),
        attested.stream()
            .map(
                p ->
                    "%s %d %d %d %d"
                        .formatted(p.cause(), p.reads(), p.hits(), p.pictures(), p.undelivered()))
            .toList());
  }

  @Test
  @Tag("UPL-02")
  void nothingIsPurgedAsDeliveredWhileAPictureOrAnAnswerStillWaits() throws Exception {
    List<Picture> pictures = read("r1", "ZZ10001", 100);
    hit("h1", "r1", "ZZ10001");
    store.flush().join();
    store.settle(OutboxLane.READ, "r1");
    store.settle(OutboxLane.HIT, "h1");
    store.settle(OutboxLane.PICTURE, pictures.get(0).ref().sha256());
    clock.advance(Duration.ofDays(2));
    tick();
    assertTrue(has("r1"), "the overview waits");
    store.settle(OutboxLane.PICTURE, pictures.get(1).ref().sha256());
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
    store.step("d1", "h1", false, clock.utc(), body).join();
    clock.advance(Duration.ofDays(2));
    tick();
    assertTrue(has("r1"), "the answer waits");
    store.quarantine(OutboxLane.DISPOSITION, "d1", "central does not like it");
    clock.advance(Duration.ofDays(2));
    tick();
    assertTrue(has("r1"), "refused is not stored");
    store.settle(OutboxLane.DISPOSITION, "d1");
    store.flush().join();
    clock.advance(Duration.ofDays(1));
    tick();
    assertFalse(has("r1"));
  }

  @Test
  @Tag("ALR-09")
  void aHitThatNobodyAnsweredStaysUntilThePolicysLastDay() throws Exception {
    read("r1", "ZZ10001", 100);
    hit("h1", "r1", "ZZ10001");
    store.presented("h1", "{}".getBytes(StandardCharsets.UTF_8)).join();
    deliver();
    clock.advance(Duration.ofDays(29));
    tick();
    assertTrue(has("r1"));
    clock.advance(Duration.ofDays(1));
    tick();
    assertFalse(has("r1"));
    assertEquals(List.of(), store.open());
  }

  @Test
  @Tag("RET-01")
  void anOutcomeThatComesAfterItsHitWasPurgedIsDeliveredAndThenGoesAsWell() throws Exception {
    read("r1", "ZZ10001", 100);
    hit("h1", "r1", "ZZ10001");
    store.step("d1", "h1", false, clock.utc(), "{}".getBytes(StandardCharsets.UTF_8)).join();
    deliver();
    clock.advance(Duration.ofHours(24));
    tick();
    assertFalse(has("r1"));
    byte[] late = "LATE ZZ10001".getBytes(StandardCharsets.UTF_8);
    store.step("d2", "h1", false, clock.utc(), late).join();
    clock.advance(Duration.ofHours(25));
    tick();
    assertTrue(store.body(OutboxLane.DISPOSITION, "d2") != null, "central has not had it");
    deliver();
    tick();
    assertEquals(null, store.body(OutboxLane.DISPOSITION, "d2"));
    retention.tick();
    store.retention().scrub();
    assertEquals(0, found("LATE ZZ10001"));
  }

  @Test
  @Tag("RET-01")
  void whatCentralNeverHadIsWarnedOfADayAheadAndPurgedOnTheLastDayWithItsCount() throws Exception {
    read("r1", "ZZ10001", 100);
    clock.advance(Duration.ofDays(29).minusSeconds(1));
    tick();
    assertEquals(List.of(), faults());
    clock.advance(Duration.ofSeconds(1));
    tick();
    assertEquals(List.of(FaultCode.RETENTION_UNDELIVERED), faults());
    assertTrue(has("r1"));
    clock.advance(Duration.ofDays(1));
    tick();
    assertFalse(has("r1"));
    assertEquals(1, attested.getFirst().undelivered());
    assertEquals(Purged.Cause.LIMIT, attested.getFirst().cause());
    assertEquals(List.of(), Waiting.rows(store, 10), "nothing is left to be sent");
    assertEquals(List.of(), faults());
  }

  @Test
  @Tag("RET-01")
  void whereThePolicySaysSoUndeliveredReadsAreKeptAndStayAFault() throws Exception {
    open(rules(false, 1L << 30));
    read("r1", "ZZ10001", 100);
    clock.advance(Duration.ofDays(90));
    tick();
    assertTrue(has("r1"));
    assertEquals(List.of(FaultCode.RETENTION_UNDELIVERED), faults());
    deliver();
    tick();
    assertFalse(has("r1"), "central has it, and its days are over");
  }

  @Test
  @Tag("RET-01")
  void aTimeOfDayThatIsNotFollowedPurgesNothingThatCentralLacks() throws Exception {
    read("r1", "ZZ10001", 100);
    clock.quality(ClockQuality.unsynced());
    clock.stepUtc(Duration.ofDays(3650));
    tick();
    assertTrue(has("r1"));
    assertEquals(
        List.of(FaultCode.RETENTION_UNDELIVERED, FaultCode.RETENTION_WAITS),
        List.copyOf(new TreeSet<>(faults())));
    clock.stepUtc(Duration.ofDays(-3650));
    clock.quality(new ClockQuality(ClockQuality.Source.NTP, Duration.ofSeconds(1), true));
    tick();
    assertTrue(has("r1"));
    assertEquals(List.of(), faults());
  }

  @Test
  @Tag("RET-01")
  void aReadThatAWrongClockDatedIntoTheFutureIsKeptFromNowOn() throws Exception {
    clock.stepUtc(Duration.ofDays(3650));
    read("r1", "ZZ10001", 100);
    store.flush().join();
    clock.stepUtc(Duration.ofDays(-3650));
    tick();
    clock.advance(Duration.ofDays(30));
    tick();
    assertFalse(has("r1"), "not in ten years");
  }

  // --- holds -------------------------------------------------------------------------------------

  @Test
  @Tag("RET-02")
  void aHoldStopsEveryPurgeSurvivesARestartAndLetsGoWhenItIsReleased() throws Exception {
    read("r1", "ZZ1O001", 100);
    read("r2", "ZZ10002", 100);
    read("r3", "ZZ10003", 100);
    hit("h3", "r3", "ABC123");
    deliver();
    store.retention().hold(hold("o1", Set.of("ZZ10001", "ABC-123"))).join();
    clock.advance(Duration.ofDays(40));
    tick();
    assertTrue(has("r1"), "O and 0 are the same on plates");
    assertFalse(has("r2"));
    assertTrue(has("r3"), "its hit is listed so");
    assertEquals("patch of ZZ1O001r1", picture("r1", "ZZ1O001"));
    open(rules(true, 1L << 30));
    tick();
    assertTrue(has("r1"));
    assertEquals(List.of("o1"), retention.holds().stream().map(Hold::holdId).toList());
    store.retention().release("o1").join();
    tick();
    assertFalse(has("r1"));
    assertFalse(has("r3"));
  }

  private @Nullable String picture(String readId, String plate) {
    byte[] data =
        store.picture(
            Picture.jpeg(
                    ImageRef.Role.PLATE_PATCH,
                    ("patch of " + plate + readId).getBytes(StandardCharsets.UTF_8),
                    10,
                    5)
                .ref()
                .sha256());
    return data == null ? null : new String(data, StandardCharsets.UTF_8);
  }

  @Test
  @Tag("RET-02")
  void aHoldCoversWhereAllThatItSaysAgrees() {
    Hold.Kept kept =
        new Hold.Kept(Set.of("r1", "h1"), Set.of("ZZ10001", "ZZI0001"), START, 41.7, -72.6);
    Hold.Area near = new Hold.Area(41.7, -72.61, 900);
    Hold.Area nearer = new Hold.Area(41.7, -72.61, 800);
    assertTrue(of(Set.of("h1"), Set.of(), null, null, null).covers(kept));
    assertFalse(of(Set.of("h2"), Set.of(), null, null, null).covers(kept));
    assertTrue(of(Set.of(), Set.of("zzi-0001"), null, null, null).covers(kept), "a candidate");
    assertFalse(of(Set.of(), Set.of("ZZ10009"), null, null, null).covers(kept));
    assertTrue(of(Set.of(), Set.of(), START, START, null).covers(kept));
    assertFalse(of(Set.of(), Set.of(), START.plusMillis(1), null, null).covers(kept));
    assertFalse(of(Set.of(), Set.of(), null, START.minusMillis(1), null).covers(kept));
    assertTrue(of(Set.of(), Set.of(), null, null, near).covers(kept), "830 m away");
    assertFalse(of(Set.of(), Set.of(), null, null, nearer).covers(kept));
    assertFalse(of(Set.of("r1"), Set.of(), null, null, nearer).covers(kept), "both must agree");
    Hold.Kept nowhere = new Hold.Kept(Set.of("r1"), Set.of(), START, Double.NaN, Double.NaN);
    assertTrue(of(Set.of(), Set.of(), null, null, nearer).covers(nowhere), "rather too much");
  }

  private static Hold of(
      Set<String> ids,
      Set<String> plates,
      @Nullable Instant from,
      @Nullable Instant until,
      Hold.@Nullable Area area) {
    return new Hold(
        "o", Hold.Kind.CASE, "", "", ids, plates, from, until, area, SUPERVISOR, START, null);
  }

  @Test
  @Tag("RET-02")
  void aHoldThatEndsByItselfIsWrittenDownAndLetsGo() throws Exception {
    Hold once = hold("o1", Set.of("ZZ10001"));
    Hold ending =
        new Hold(
            "o1",
            once.kind(),
            "",
            "",
            Set.of(),
            once.plates(),
            null,
            null,
            null,
            SUPERVISOR,
            START,
            START.plus(Duration.ofDays(60)));
    store.retention().hold(ending).join();
    read("r1", "ZZ10001", 100);
    deliver();
    clock.advance(Duration.ofDays(59));
    tick();
    assertTrue(has("r1"));
    clock.advance(Duration.ofDays(1));
    tick();
    assertFalse(has("r1"));
    assertEquals(List.of("o1"), ended);
    assertEquals(List.of(), retention.holds());
  }

  @Test
  @Tag("RET-02")
  void manyHeldReadsDoNotKeepOthersFromBeingPurged() throws Exception {
    for (int i = 0; i < 450; i++) {
      read("r%03d".formatted(i), i < 430 ? "ZZ10001" : "ZZ10002", 20);
    }
    deliver();
    store.retention().hold(hold("o1", Set.of("ZZ10001"))).join();
    clock.advance(Duration.ofDays(31));
    tick();
    assertTrue(has("r000"));
    assertTrue(has("r429"));
    assertFalse(has("r430"));
    assertFalse(has("r449"));
    assertEquals(430, store.retention().covered(hold("o2", Set.of("ZZ10001"))));
  }

  /** Another process sets holds while this one purges without end. */
  @Test
  @Tag("RET-02")
  void aHoldThatIsSetWhileItIsPurgedWinsWhateverThreadOrProcessSetsIt() throws Exception {
    try (SqliteRetention other = SqliteRetention.open(folder.resolve("unit.db"), new Health())) {
      Random random = new Random(5);
      int kept = 0;
      for (int round = 0; round < 60; round++) {
        String plate = "ZZ%05d".formatted(round);
        for (int i = 0; i < 20; i++) {
          read("r%d-%d".formatted(round, i), plate, 20);
        }
        deliver();
        clock.advance(Duration.ofHours(2));
        RetentionStore purging = store.retention();
        Thread purge =
            Thread.ofPlatform()
                .start(
                    () ->
                        purging
                            .purge(Purged.Cause.DELIVERED, rules(true, 1L << 30), clock.utc(), true)
                            .join());
        int spin = random.nextInt(200_000);
        for (int i = 0; i < spin; i++) {
          Thread.onSpinWait();
        }
        RetentionStore setting = round % 2 == 0 ? other : store.retention();
        setting.hold(hold("o" + round, Set.of(plate))).join();
        boolean wasThere = has("r" + round + "-0");
        purge.join();
        store.flush().join();
        retention.tick();
        assertEquals(wasThere, has("r" + round + "-0"), "round " + round);
        kept += wasThere ? 1 : 0;
      }
      assertTrue(kept > 0 && kept < 60, "both sides win sometimes: " + kept);
    }
  }

  // --- gone is gone ------------------------------------------------------------------------------

  @Test
  @Tag("RET-05")
  void ofWhatWasPurgedNoByteIsLeftInAnyFileOfTheUnit() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 400; i++) {
      read(
          "r%03d".formatted(i),
          i % 4 == 0 ? "KEPT%03d".formatted(i) : "GONE%03d".formatted(i),
          30 + random.nextInt(9000));
      if (i % 9 == 0) {
        hit(
            "h" + i,
            "r%03d".formatted(i),
            i % 4 == 0 ? "KEPT%03d".formatted(i) : "GONE%03d".formatted(i));
      }
    }
    deliver();
    assertTrue(found("GONE") > 300, "it is there before");
    Set<String> kept = new TreeSet<>();
    for (int i = 0; i < 400; i += 4) {
      kept.add("KEPT%03d".formatted(i));
    }
    store.retention().hold(hold("o1", kept)).join();
    clock.advance(Duration.ofDays(31));
    tick();
    assertEquals(0, found("GONE"));
    assertTrue(found("KEPT") >= 100);
    assertEquals(300, attested.stream().mapToInt(Purged::reads).sum());
  }

  private long found(String word) throws Exception {
    long out = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String all = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (int at = all.indexOf(word); at >= 0; at = all.indexOf(word, at + 1)) {
          out++;
        }
      }
    }
    return out;
  }

  @Test
  @Tag("RET-05")
  void aPurgeIsAttestedOnceTheFileIsCleanAndNotForgottenWhenThatFails() throws Exception {
    read("r1", "ZZ10001", 100);
    deliver();
    clock.advance(Duration.ofHours(2));
    canAttest = false;
    tick();
    assertFalse(has("r1"));
    assertEquals(List.of(), attested);
    open(rules(true, 1L << 30));
    canAttest = true;
    tick();
    assertEquals(1, attested.size());
    tick();
    assertEquals(1, attested.size());
    String words = attested.getFirst().words();
    assertEquals(
        "delivered: 1 read, 0 hits, 2 pictures, captured 2026-11-21T12:00:00Z to"
            + " 2026-11-21T12:00:00Z, undelivered 0",
        words);
  }

  // --- room --------------------------------------------------------------------------------------

  @Test
  @Tag("RET-01")
  void whenThereIsNoRoomDeliveredReadsGoFirstThenOverviewsThenReadsAndHitsNever() throws Exception {
    List<Picture> delivered = read("r0", "ZZ10000", 300_000);
    deliver();
    clock.advance(Duration.ofMinutes(1));
    List<Picture> held = read("r1", "HELD001", 300_000);
    store.retention().hold(hold("o1", Set.of("HELD001"))).join();
    List<Picture> hit = read("r2", "ZZ10002", 300_000);
    hit("h2", "r2", "ZZ10002");
    List<Picture> waiting = read("r3", "ZZ10003", 300_000);
    store.flush().join();

    open(rules(true, 1_100_000));
    tick();
    assertFalse(has("r0"), "central has it");
    assertTrue(has("r3"));
    assertEquals(1, of(delivered, waiting), "all of the first, none of the second");

    open(rules(true, 800_000));
    tick();
    assertTrue(has("r3"), "its overview was enough");
    assertEquals(0, of(delivered, waiting));
    assertEquals(List.of(), faults());

    open(rules(true, 500_000));
    tick();
    assertFalse(has("r3"));
    assertTrue(has("r1"));
    assertTrue(has("r2"));
    assertEquals(2, of(held, hit));
    assertEquals(List.of(FaultCode.STORE_OVER_BUDGET), faults());
    assertEquals(1, attested.getLast().undelivered());
  }

  /** How many of the overviews are there. */
  private int of(List<Picture> one, List<Picture> other) {
    int out = 0;
    for (List<Picture> pictures : List.of(one, other)) {
      out += store.picture(pictures.get(1).ref().sha256()) == null ? 0 : 1;
    }
    return out;
  }
}
