package org.outrider.agent.link.uplink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.ImageRef;
import org.outrider.agent.base.read.Picture;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.link.uplink.mqtt.PahoTransport;
import org.outrider.agent.store.SqliteStore;
import org.outrider.central.CentralReceiver;
import org.outrider.central.JdbcCentralStore;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.sim.ManualClock;

/** The whole way from outbox to central over the real broker, with TLS and client certificates. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class UplinkTest {
  private static final UnitId UNIT = new UnitId("CT0000000", "car-7", Deployment.MOBILE);
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  @TempDir Path folder;
  private final Health health = new Health();
  private final AtomicInteger acked = new AtomicInteger();

  /** Counts what the broker has acknowledged. */
  private record Counting(Transport to, AtomicInteger acked) implements Transport {
    @Override
    public void start(Listener listener) {
      to.start(listener);
    }

    @Override
    public boolean isConnected() {
      return to.isConnected();
    }

    @Override
    public CompletableFuture<Void> publish(
        String topic, byte[] payload, boolean isRetained, Map<String, String> properties) {
      return to.publish(topic, payload, isRetained, properties).thenRun(acked::incrementAndGet);
    }

    @Override
    public void close() {
      to.close();
    }
  }

  private static void until(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(what + " did not happen within " + PATIENCE);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private Uplink uplink(SqliteStore store, Mosquitto broker) {
    return new Uplink(
        UNIT,
        store,
        new Counting(
            new PahoTransport(
                broker.options("unit"),
                "unit-7",
                List.of(Topics.ack(UNIT), Topics.centralState(UNIT.agency())),
                Topics.state(UNIT)),
            acked),
        health,
        new SystemClock(),
        Duration.ofMillis(700),
        LaneRules.FREE);
  }

  private static CentralReceiver central(JdbcCentralStore received, Mosquitto broker) {
    CentralReceiver central =
        new CentralReceiver(
            received,
            new PahoTransport(
                broker.options("unit"),
                "central-1",
                CentralReceiver.subscriptions("", false),
                null),
            Clock.systemUTC(),
            null,
            null);
    central.start();
    return central;
  }

  private static void store(SqliteStore store, int from, int to) {
    for (int i = from; i < to; i++) {
      String id = "read-" + i;
      byte[] picture = new byte[300_000 / (1 + i % 7)];
      picture[0] = (byte) i;
      picture[1] = (byte) (i >> 8);
      store.storeRead(
          id,
          Instant.EPOCH.plusSeconds(i),
          true,
          ("{\"read_id\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8),
          List.of(Picture.jpeg(ImageRef.Role.OVERVIEW, picture, 1, 1)));
      if (i % 10 == 0) {
        store.storeHit(
            "hit-" + i,
            id,
            Instant.EPOCH.plusSeconds(i),
            ("{\"hit_id\":\"hit-" + i + "\"}").getBytes(StandardCharsets.UTF_8));
      }
    }
    store.flush().join();
  }

  private static boolean isEmpty(SqliteStore store) {
    store.flush().join();
    return store.counts().keySet().stream().noneMatch(k -> k.contains("."));
  }

  @Test
  @Tag("UPL-02")
  void everythingArrivesOnceAlthoughTheBrokerAndCentralComeAndGo() throws Exception {
    Mosquitto.parts();
    try (Mosquitto broker = new Mosquitto(folder);
        SqliteStore unit =
            SqliteStore.open(folder.resolve("unit.db"), health, InstantSource.system());
        JdbcCentralStore received = JdbcCentralStore.open(folder.resolve("central.db"))) {
      Uplink uplink = uplink(unit, broker);
      uplink.start(); // no broker yet
      store(unit, 0, 30);
      unit.storeRequest(
          "request-1",
          Instant.EPOCH,
          "{\"request_id\":\"request-1\"}".getBytes(StandardCharsets.UTF_8));
      unit.step(
          "step-1",
          "hit-0",
          false,
          Instant.EPOCH,
          "{\"disposition_id\":\"step-1\"}".getBytes(StandardCharsets.UTF_8));
      until(
          "the fault",
          () -> health.faults().stream().anyMatch(f -> f.code() == FaultCode.UPLINK_DOWN));
      broker.start(); // broker, but no central: the broker's word settles nothing
      until("the broker has all of it", () -> acked.get() >= 32); // pictures, hits, reads, state
      unit.flush().join();
      assertEquals(30, unit.counts().get("read.new"));
      assertTrue(health.faults().isEmpty(), health.faults().toString());
      CentralReceiver central = central(received, broker);
      until("half of it", () -> unit.counts().getOrDefault("stored_read", 0L) > 10);
      broker.stop();
      store(unit, 30, 60);
      broker.start();
      until("the rest", () -> isEmpty(unit));
      uplink.close();
      assertEquals(60, received.counts().get("read"));
      assertEquals(6, received.counts().get("hit"));
      assertEquals(1, received.counts().get("request"));
      assertEquals(1, received.counts().get("disposition"));
      assertEquals(60, received.counts().get("picture"));
      assertEquals(60, unit.counts().get("stored_read"));
      central.close();
    }
  }

  @Test
  @Tag("ALR-13")
  void aHitOvertakesTenThousandReads() throws Exception {
    Mosquitto.parts();
    try (SqliteStore unit =
        SqliteStore.open(folder.resolve("unit.db"), health, InstantSource.system())) {
      for (int i = 0; i < 10_000; i++) {
        unit.storeRead("r" + i, Instant.EPOCH, true, new byte[] {'1'}, List.of());
      }
      unit.storeHit("h", "r1", Instant.EPOCH, new byte[] {'1'});
      unit.flush().join();
      assertEquals("h", Waiting.rows(unit, 50).getFirst().id());
    }
  }

  /** A pipe that remembers what went through. */
  private static final class Heard implements Transport {
    private final List<String> payloads = new CopyOnWriteArrayList<>();
    private final List<String> topics = new CopyOnWriteArrayList<>();

    @Override
    public void start(Listener listener) {}

    @Override
    public boolean isConnected() {
      return true;
    }

    @Override
    public CompletableFuture<Void> publish(
        String topic, byte[] payload, boolean isRetained, Map<String, String> properties) {
      topics.add(topic);
      payloads.add(new String(payload, StandardCharsets.UTF_8));
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}
  }

  @Test
  @Tag("UPL-02")
  void whatHasNothingToBeSentAnyMoreIsPutAsideAndSpoilsNoBatch() throws Exception {
    try (SqliteStore unit =
        SqliteStore.open(folder.resolve("unit.db"), health, InstantSource.system())) {
      for (int i = 0; i < 3; i++) {
        unit.storeRead("r" + i, Instant.EPOCH, true, new byte[] {'1'}, List.of());
      }
      unit.storeHit("h", "r0", Instant.EPOCH, new byte[] {'2'});
      unit.flush().join();
      try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("unit.db"));
          Statement s = c.createStatement()) {
        s.execute("DELETE FROM read WHERE read_id = 'r0'");
        s.execute("DELETE FROM hit");
      }
      Heard heard = new Heard();
      try (Uplink uplink =
          new Uplink(
              new UnitId("CT0000000", "car-7", Deployment.MOBILE),
              unit,
              heard,
              health,
              new SystemClock(),
              Duration.ofMinutes(5),
              LaneRules.FREE)) {
        uplink.start();
        until("the rest is sent", () -> heard.payloads.contains("[1,1]"));
        until(
            "put aside",
            () ->
                unit.counts().getOrDefault("read.quarantined", 0L) == 1
                    && unit.counts().getOrDefault("hit.quarantined", 0L) == 1);
      }
      assertFalse(heard.payloads.contains(""), heard.payloads.toString());
      unit.flush().join();
      assertEquals(
          List.of("hit", "read"),
          health.faults().stream()
              .filter(f -> f.code() == FaultCode.UPLINK_BODY_GONE)
              .map(Fault::subject)
              .toList());
    }
  }

  /** A unit with a read, its picture and a hit, whose bulk is bounded; what it has sent. */
  private List<String> sentUnder(LaneRules rules, ManualClock clock, String until)
      throws Exception {
    try (SqliteStore unit =
        SqliteStore.open(folder.resolve("unit.db"), health, InstantSource.system())) {
      store(unit, 0, 1);
      Heard heard = new Heard();
      try (Uplink uplink =
          new Uplink(UNIT, unit, heard, health, clock, Duration.ofMinutes(5), rules)) {
        uplink.start();
        until("sent: " + until, () -> heard.topics.stream().anyMatch(t -> t.contains(until)));
        unit.storeHit(
                "late",
                "read-0",
                Instant.EPOCH,
                "{\"hit_id\":\"late\"}".getBytes(StandardCharsets.UTF_8))
            .join();
        uplink.wake();
        until("the late hit", () -> heard.payloads.stream().anyMatch(b -> b.contains("late")));
      }
      return heard.topics;
    }
  }

  @Test
  void picturesWaitForALinkThatMayCarryThemAndHitsForNone() throws Exception {
    ManualClock clock = new ManualClock(Instant.EPOCH);
    List<String> without = sentUnder(new LaneRules(0, List.of("nosuch0")), clock, "/read");
    assertTrue(without.stream().noneMatch(t -> t.contains("/image/")), without.toString());
    List<String> with = sentUnder(new LaneRules(0, linkThatIsUp()), clock, "/image/");
    assertTrue(with.stream().anyMatch(t -> t.contains("/image/")), with.toString());
  }

  private static List<String> linkThatIsUp() throws Exception {
    return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
        .map(NetworkInterface::getName)
        .filter(name -> new LaneRules(0, List.of(name)).sendsPictures())
        .toList();
  }

  @Test
  void bulkKeepsToItsBudgetAndHitsPassItBy() throws Exception {
    ManualClock clock = new ManualClock(Instant.EPOCH); // stands: the budget never comes back
    List<String> sent = sentUnder(new LaneRules(1, List.of()), clock, "/read");
    assertTrue(sent.stream().noneMatch(t -> t.contains("/image/")), sent.toString());
  }

  @ParameterizedTest
  @Tag("UPL-03")
  @CsvSource({
    "localhost, intruder, ca", // a certificate of another authority
    "localhost, unit, stranger", // a broker we do not trust
    "127.0.0.2, unit, ca" // a broker under another name than its certificate's
  })
  void aWrongIdentityOnEitherSideIsRefused(String host, String identity, String authority)
      throws Exception {
    Mosquitto.parts();
    try (Mosquitto broker = new Mosquitto(folder)) {
      broker.start();
      CompletableFuture<String> outcome = new CompletableFuture<>();
      try (PahoTransport transport =
          new PahoTransport(
              broker.options(host, identity, authority), "unit-7", List.of("x"), null)) {
        transport.start(
            new Transport.Listener() {
              @Override
              public void connected() {
                outcome.complete("connected");
              }

              @Override
              public void lost(String cause) {
                outcome.complete("refused: " + cause);
              }

              @Override
              public void received(String topic, byte[] payload, Map<String, String> properties) {}
            });
        String end = outcome.get(30, TimeUnit.SECONDS);
        assertTrue(end.startsWith("refused"), end);
        assertFalse(transport.isConnected());
      }
    }
  }
}
