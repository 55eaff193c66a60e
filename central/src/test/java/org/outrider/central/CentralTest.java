package org.outrider.central;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.ImageRef;
import org.outrider.agent.base.read.Picture;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.link.uplink.LaneRules;
import org.outrider.agent.link.uplink.Mosquitto;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.link.uplink.Topics;
import org.outrider.agent.link.uplink.Uplink;
import org.outrider.agent.link.uplink.Waiting;
import org.outrider.agent.link.uplink.mqtt.PahoTransport;
import org.outrider.agent.record.SessionReport;
import org.outrider.agent.store.Postgres;
import org.outrider.agent.store.SqliteStore;
import org.outrider.hal.clock.SystemClock;

/** The reference central as integrators run it: real broker, real PostgreSQL. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class CentralTest {
  private static final UnitId UNIT = new UnitId("CT0000000", "car-7", Deployment.MOBILE);
  private static final Instant LAST_DAY = Instant.parse("2026-12-22T12:00:00Z");

  @TempDir Path folder;
  private final Health health = new Health();

  private static void until(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(what + " did not happen");
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private Uplink uplink(SqliteStore store, Mosquitto broker) {
    return new Uplink(
        UNIT,
        store,
        new PahoTransport(
            broker.options("unit"), "unit-7", Topics.heardBy(UNIT), Topics.state(UNIT)),
        health,
        new SystemClock(),
        Duration.ofMillis(700),
        LaneRules.FREE);
  }

  private static CentralReceiver receiver(
      JdbcCentralStore received, Mosquitto broker, String name, String share) {
    CentralReceiver central =
        new CentralReceiver(
            received,
            new PahoTransport(
                broker.options("unit"), name, CentralReceiver.subscriptions(share, false), null),
            Clock.systemUTC(),
            null,
            null);
    central.start();
    return central;
  }

  /** Reads with a picture each, every third of several parts; every tenth is held. */
  private static void store(SqliteStore store, int count) {
    for (int i = 0; i < count; i++) {
      String id = "read-" + i;
      byte[] bytes = new byte[i % 3 == 0 ? 300_000 : 2000];
      bytes[0] = (byte) i;
      Picture picture = Picture.jpeg(ImageRef.Role.PLATE_PATCH, bytes, 1, 1);
      store.storeRead(
          id,
          Instant.EPOCH,
          true,
          """
          {"read_id":"%s","captured_at":"2026-11-22T12:00:00Z","plate":{"normalized":"ZZ%05d"},
           "position":{"lat":41.5,"lon":-72.5},"session_id":"s1","match":"none",
           "images":[{"role":"plate_patch","sha256":"%s"}],
           "retention":{"purge_after":"%s","hold_ids":[%s]}}
          """
              .formatted(id, i, picture.ref().sha256(), LAST_DAY, i % 10 == 0 ? "\"case-1\"" : "")
              .getBytes(StandardCharsets.UTF_8),
          List.of(picture));
      if (i % 10 < 2) {
        store.storeHit(
            "hit-" + i,
            id,
            Instant.EPOCH,
            """
            {"hit_id":"hit-%d","session_id":"s1","read_id":"%s","raised_at":"2026-11-22T12:00:01Z","category":"BOLO",
             "plate":{"normalized":"ZZ%05d<b>"},"entry_snapshot":{"plate":"ZZ1"},
             "retention":{"purge_after":"%s","hold_ids":[%s]}}
            """
                .formatted(i, id, i, LAST_DAY, i % 10 == 0 ? "\"case-1\"" : "")
                .getBytes(StandardCharsets.UTF_8));
      }
    }
    store.flush().join();
  }

  private static Received thing(String id) {
    return new Received("A/u", "read", id, "", new byte[] {'{', '}'}, Received.Marks.NONE);
  }

  private static boolean isEmpty(SqliteStore store) {
    return Waiting.rows(store, 1).isEmpty();
  }

  private static List<String> rows(Postgres database, String sql) throws Exception {
    List<String> out = new ArrayList<>();
    try (Connection c = DriverManager.getConnection(database.url());
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery(sql)) {
      while (r.next()) {
        out.add(r.getString(1));
      }
    }
    return out;
  }

  @Test
  @Tag("UPL-02")
  @Tag("REP-03")
  void twoReceiversShareTheWorkIntoOnePostgresAlthoughItCrashes() throws Exception {
    Mosquitto.parts();
    try (Postgres database = new Postgres();
        Mosquitto broker = new Mosquitto(folder);
        SqliteStore unit =
            SqliteStore.open(folder.resolve("unit.db"), health, InstantSource.system());
        JdbcCentralStore first = JdbcCentralStore.open(database.url(), InstantSource.system());
        JdbcCentralStore second = JdbcCentralStore.open(database.url(), InstantSource.system())) {
      broker.start();
      CentralReceiver one = receiver(first, broker, "central-1", "g1");
      CentralReceiver two = receiver(second, broker, "central-2", "g1");
      store(unit, 60);
      Uplink uplink = uplink(unit, broker);
      uplink.start();
      until("some of it", () -> unit.counts().getOrDefault("stored_read", 0L) > 0);
      database.crash();
      database.start();
      until("all of it", () -> isEmpty(unit));
      uplink.close();
      assertEquals(
          List.of("60"), rows(database, "SELECT count(*) FROM alpr_read WHERE plate LIKE 'ZZ%'"));
      assertEquals(List.of("12"), rows(database, "SELECT count(*) FROM alpr_hit"));
      assertEquals(
          List.of("60"), rows(database, "SELECT count(*) FROM received WHERE kind = 'picture'"));
      assertEquals(
          List.of("read-7"),
          rows(database, "SELECT read_id FROM alpr_read WHERE plate = 'ZZ00007'"));
      assertEquals(60, first.ofSession("CT0000000/car-7", "read", "s1"));
      assertEquals(
          List.of(
              CentralStore.Result.STORED, CentralStore.Result.RETRY, CentralStore.Result.STORED),
          first.put(List.of(thing("a"), thing("b\u0000"), thing("c"))),
          "what PostgreSQL cannot store keeps nothing else out");
      one.close();
      two.close();
      database.crash();
      assertEquals(
          List.of(CentralStore.Result.RETRY),
          first.put(List.of(thing("d"))),
          "while it is away the unit is asked to send again");
      database.start();
      assertEquals(List.of(CentralStore.Result.STORED), first.put(List.of(thing("d"))));
    }
  }

  @Test
  void aDamagedPartOfAPictureGivesWayToTheRightOne() throws Exception {
    byte[] whole = new byte[] {1, 2, 3, 4};
    String hash = Picture.jpeg(ImageRef.Role.OVERVIEW, whole, 1, 1).ref().sha256();
    try (JdbcCentralStore received = JdbcCentralStore.open(folder.resolve("central.db"))) {
      assertNull(received.part("A/u", hash, 0, 2, new byte[] {9, 9}));
      assertNull(received.part("A/u", hash, 1, 2, new byte[] {3, 4}), "forgotten as a whole");
      assertNull(received.part("A/u", hash, 0, 2, new byte[] {1, 2}));
      assertArrayEquals(whole, received.part("A/u", hash, 1, 2, new byte[] {3, 4}));
    }
  }

  @Test
  @Tag("RET-01")
  @Tag("RET-02")
  void centralRemovesWhatTheRecordsLastDayHasComeForAndKeepsWhatIsHeld() throws Exception {
    Mosquitto.parts();
    Instant[] now = {LAST_DAY.minusSeconds(1)};
    try (Mosquitto broker = new Mosquitto(folder);
        SqliteStore unit =
            SqliteStore.open(folder.resolve("unit.db"), health, InstantSource.system());
        JdbcCentralStore received =
            JdbcCentralStore.open("jdbc:sqlite:" + folder.resolve("central.db"), () -> now[0])) {
      broker.start();
      CentralReceiver central =
          new CentralReceiver(
              received,
              new PahoTransport(
                  broker.options("unit"),
                  "central-1",
                  CentralReceiver.subscriptions("", false),
                  null),
              () -> now[0],
              null,
              null);
      central.start();
      store(unit, 20);
      Uplink uplink = uplink(unit, broker);
      uplink.start();
      until("all of it", () -> isEmpty(unit));
      uplink.close();
      assertEquals(0, central.purge());
      now[0] = LAST_DAY;
      assertEquals(18, central.purge());
      assertEquals(2, received.counts().get("read"));
      assertEquals(2, received.counts().get("hit"), "of the held reads");
      assertEquals(2, received.counts().get("picture"), "pictures go by their read, listed or not");
      Received late =
          new Received(
              "CT0000000/car-7",
              "picture",
              "p",
              "",
              new byte[1],
              new Received.Marks("read-1", null, null));
      assertEquals(List.of(CentralStore.Result.STORED), received.put(List.of(late)));
      assertEquals(0, received.purge(LAST_DAY), "its read may still come");
      assertEquals(3, received.counts().get("picture"));
      assertEquals(0, received.purge(LAST_DAY.plus(Duration.ofDays(2))));
      assertEquals(
          2, received.counts().getOrDefault("picture", 0L), "came after its read had gone");
      central.close();
    }
  }

  @Test
  @Tag("UPL-01")
  @Tag("UPL-02")
  void bothSidesCountASessionAndWhatIsMissingIsNamed() throws Exception {
    try (Mosquitto broker = new Mosquitto(folder);
        SqliteStore unit =
            SqliteStore.open(folder.resolve("unit.db"), health, InstantSource.system());
        JdbcCentralStore received = JdbcCentralStore.open(folder.resolve("central.db"))) {
      broker.start();
      CentralReceiver central = receiver(received, broker, "central-1", "");
      store(unit, 20);
      unit.endSession(
              new SessionReport("s1", "jdoe", Instant.EPOCH, Instant.EPOCH),
              (report, reads, hits) -> report.write(UNIT, "default@1", reads + 2, hits))
          .join();
      Uplink uplink = uplink(unit, broker);
      uplink.start();
      until( // some may still be on their way when the report is first looked at
          "two are missing",
          () -> faults().equals(List.of("SESSION_NOT_RECONCILED s1 central has 20 of 22 reads")));
      store(unit, 22); // those that were not counted here come after all
      until("all of it", () -> isEmpty(unit));
      assertEquals(List.of(), faults());
      assertEquals(1, received.counts().get("session"));
      uplink.close();
      central.close();
    }
  }

  @Test
  void aSessionThatACrashEndedIsReportedWithWhatItHad() throws Exception {
    try (SqliteStore unit =
        SqliteStore.open(folder.resolve("unit.db"), health, InstantSource.system())) {
      store(unit, 20);
    }
    try (SqliteStore unit =
        SqliteStore.open(folder.resolve("unit.db"), health, InstantSource.system())) {
      unit.endInterruptedSessions((r, reads, hits) -> r.write(UNIT, "default@1", reads, hits));
      unit.flush().join();
      String report = new String(unit.body(OutboxLane.SESSION, "s1"), StandardCharsets.UTF_8);
      assertTrue(report.contains("\"reads\":20,\"hits\":4"), report);
      assertTrue(report.contains("\"closed_at\":null"), report);
    }
  }

  private List<String> faults() {
    return health.faults().stream()
        .map(f -> f.code() + " " + f.subject() + " " + f.cause())
        .toList();
  }

  @Test
  void thePageShowsWhatCameInAndTakesNothingFromAnybody() throws Exception {
    try (JdbcCentralStore received = JdbcCentralStore.open(folder.resolve("central.db"));
        SqliteStore unit =
            SqliteStore.open(folder.resolve("unit.db"), health, InstantSource.system());
        Mosquitto broker = new Mosquitto(folder);
        CentralPage page = new CentralPage(received, 0)) {
      broker.start();
      CentralReceiver central = receiver(received, broker, "central-1", "");
      store(unit, 3);
      Uplink uplink = uplink(unit, broker);
      uplink.start();
      until("all of it", () -> isEmpty(unit));
      uplink.close();
      page.start();
      String html = get(page.port(), "/", "GET").body();
      assertTrue(html.contains("ZZ00002"), html);
      assertTrue(html.contains("ZZ00001&lt;b&gt;"), html);
      assertTrue(html.contains("41.50000, -72.50000"), html);
      String picture = html.replaceAll("(?s).*?(/picture/[0-9a-f]{64}).*", "$1");
      assertEquals(200, get(page.port(), picture, "GET").statusCode());
      assertEquals(404, get(page.port(), "/picture/unknown", "GET").statusCode());
      assertEquals(404, get(page.port(), "/", "POST").statusCode());
      central.close();
    }
  }

  private static HttpResponse<String> get(int port, String path, String method) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
