package org.outrider.agent.link.uplink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.ImageRef;
import org.outrider.agent.base.read.Picture;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.link.uplink.mqtt.PahoTransport;
import org.outrider.agent.link.uplink.mqtt.Reconnecting;
import org.outrider.agent.store.SqliteStore;
import org.outrider.hal.RealPart;
import org.outrider.hal.clock.SystemClock;

/** Refusals of a real broker, the unit's reaction to them and its reports. */
@Tag("UPL-02")
class BrokerWordsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(45);
  private static final UnitId UNIT = new UnitId("CT0000000", "car-7", Deployment.MOBILE);
  private static final Reconnecting SOON =
      new Reconnecting(
          Duration.ofMillis(200),
          Duration.ofMillis(1500),
          Duration.ofSeconds(1),
          Duration.ofMillis(500));

  @TempDir Path folder;
  private final Health health = new Health();

  private static void until(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertTrue(System.nanoTime() < end, what + " within " + PATIENCE);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private @Nullable Fault fault(FaultCode code, String subject) {
    return health.faults().stream()
        .filter(f -> f.code() == code && f.subject().equals(subject))
        .findFirst()
        .orElse(null);
  }

  private void untilCleared(FaultCode code, String subject) throws Exception {
    until(code + " " + subject + " is cleared", () -> fault(code, subject) == null);
  }

  private Fault untilRaised(FaultCode code, String subject) throws Exception {
    until(code + " " + subject + " is raised", () -> fault(code, subject) != null);
    Fault raised = fault(code, subject);
    assertTrue(raised != null);
    return raised;
  }

  private PahoTransport transport(Mosquitto broker) {
    return new PahoTransport(
        broker.options("unit"),
        "outrider-CT0000000-car-7",
        Topics.heardBy(UNIT),
        Topics.state(UNIT),
        () -> "",
        SOON);
  }

  private Uplink uplink(Outbox outbox, Mosquitto broker, Health of) {
    return new Uplink(
        UNIT,
        outbox,
        transport(broker),
        of,
        new SystemClock(),
        Duration.ofMillis(700),
        LaneRules.FREE);
  }

  private SqliteStore store() throws Exception {
    return SqliteStore.open(folder.resolve("unit.db"), health, InstantSource.system());
  }

  private static byte[] json(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A client at the agency that hears what the unit publishes. */
  private static class Ear implements Transport.Listener {
    private final List<String> topics = new CopyOnWriteArrayList<>();
    private final List<Integer> bytes = new CopyOnWriteArrayList<>();
    private volatile boolean isConnected;

    @Override
    public void connected() {
      isConnected = true;
    }

    @Override
    public void lost(String cause) {
      isConnected = false;
    }

    @Override
    public void received(String topic, byte[] payload, Map<String, String> properties) {
      topics.add(topic);
      bytes.add(payload.length);
    }

    boolean has(String leaf) {
      return topics.stream().anyMatch(t -> t.contains(leaf));
    }
  }

  private PahoTransport listening(Mosquitto broker, Ear ear) throws Exception {
    PahoTransport at = new PahoTransport(broker.options("unit"), "ear", List.of("alpr/#"), null);
    at.start(ear);
    until("the ear is connected", () -> ear.isConnected);
    return at;
  }

  @Test
  void aDeniedPublicationIsAFaultAndItsRecordsArriveOnceItIsAllowed() throws Exception {
    Mosquitto.parts();
    Path acl = folder.resolve("acl");
    Files.writeString(acl, "topic write alpr/v1/CT0000000/car-7/state\n");
    Files.setPosixFilePermissions(acl, PosixFilePermissions.fromString("rw-------"));
    try (Mosquitto broker = new Mosquitto(folder).with("acl_file " + acl);
        SqliteStore store = store()) {
      broker.start();
      store.storeHit("h-1", "r-1", Instant.EPOCH, json("{\"hit_id\":\"h-1\"}")).join();
      try (Uplink uplink = uplink(store, broker, health)) {
        uplink.start();
        Fault publish = untilRaised(FaultCode.UPLINK_DENIED, "hit");
        assertEquals("The broker refuses to publish: not authorized (0x87).", publish.cause());
        assertEquals(1, store.counts().get("hit.new"));
        assertTrue(uplink.isConnected(), "everything else goes on");
        Files.writeString(acl, "topic readwrite alpr/#\n");
        broker.reload();
        Ear ear = new Ear();
        try (PahoTransport _ = listening(broker, ear)) {
          until("the hit arrives", () -> ear.has("/hit"));
        }
        untilCleared(FaultCode.UPLINK_DENIED, "hit");
        assertEquals(List.of(), health.faults());
      }
    }
  }

  /** Mosquitto's access lists deny no subscription; its plug-in does. */
  @Test
  void aDeniedSubscriptionIsAFaultUntilTheBrokerAcceptsIt() throws Exception {
    Mosquitto.parts();
    Path plugin = Path.of("/usr/lib/x86_64-linux-gnu/mosquitto_dynamic_security.so");
    Assumptions.assumeTrue(Files.exists(plugin), "mosquitto's dynamic security plug-in");
    Path rules = folder.resolve("rules.json");
    Files.writeString(rules, DENY_HOLDS);
    try (Mosquitto broker =
            new Mosquitto(folder).with("plugin " + plugin + "\nplugin_opt_config_file " + rules);
        SqliteStore store = store()) {
      broker.start();
      try (Uplink uplink = uplink(store, broker, health)) {
        uplink.start();
        Fault raised = untilRaised(FaultCode.UPLINK_DENIED, Topics.directive(UNIT, "holds"));
        assertEquals("The broker refuses the subscription: not authorized (0x87).", raised.cause());
        until("everything else goes on", uplink::isConnected);
        assertEquals(List.of(raised), health.faults());
        try (PahoTransport at = listening(broker, new Ear())) {
          at.publish("$CONTROL/dynamic-security/v1", json(ALLOW_HOLDS), false, Map.of())
              .exceptionally(e -> null) // the plug-in ends connections whose rules have changed
              .join();
          untilCleared(FaultCode.UPLINK_DENIED, Topics.directive(UNIT, "holds"));
        }
      }
    }
  }

  private static final String DENY_HOLDS =
      """
      {"defaultACLAccess": {"publishClientSend": true, "publishClientReceive": true,
        "subscribe": true, "unsubscribe": true},
       "clients": [],
       "groups": [{"groupname": "all", "roles": [{"rolename": "unit"}], "clients": []}],
       "roles": [{"rolename": "unit", "acls": [
         {"acltype": "subscribeLiteral", "topic": "alpr/v1/CT0000000/car-7/holds", "priority": 0,
          "allow": false},
         {"acltype": "publishClientSend", "topic": "$CONTROL/dynamic-security/#", "priority": 0,
          "allow": true}]}],
       "anonymousGroup": "all"}
      """;

  private static final String ALLOW_HOLDS =
      """
      {"commands": [{"command": "removeRoleACL", "rolename": "unit", "acltype": "subscribeLiteral",
        "topic": "alpr/v1/CT0000000/car-7/holds"}]}
      """;

  @Test
  void picturesAndBatchesFitTheBrokersLimitAndOneLargeHitHoldsUpNothing() throws Exception {
    Mosquitto.parts();
    try (SqliteStore store = store()) {
      byte[] picture = new byte[100_000];
      for (int i = 0; i < 20; i++) {
        StringBuilder noise = new StringBuilder();
        Random random = new Random(i); // which gzip makes no smaller than half
        while (noise.length() < 3000) {
          noise.append(Long.toHexString(random.nextLong()));
        }
        store.storeRead(
            "r-" + i,
            Instant.EPOCH.plusSeconds(i),
            true,
            json("{\"read_id\":\"r-" + i + "\",\"noise\":\"" + noise + "\"}"),
            i > 0 ? List.of() : List.of(Picture.jpeg(ImageRef.Role.OVERVIEW, picture, 1, 1)));
      }
      store.storeHit("large", "r-1", Instant.EPOCH, new byte[60_000]).join();
      store.storeHit("small", "r-1", Instant.EPOCH, json("{\"hit_id\":\"small\"}")).join();
      Ear ear = new Ear();
      try (Mosquitto broker = new Mosquitto(folder).with("max_packet_size 20000")) {
        broker.start();
        try (PahoTransport _ = listening(broker, ear);
            Uplink uplink = uplink(store, broker, health)) {
          uplink.start();
          until("the small hit", () -> ear.has("/hit"));
          until("reads", () -> ear.topics.stream().filter(t -> t.endsWith("/read")).count() > 1);
          until(
              "six parts",
              () -> ear.topics.stream().filter(t -> t.contains("/image/")).count() >= 6);
          Fault raised = untilRaised(FaultCode.UPLINK_TOO_LARGE, "hit");
          assertTrue(raised.cause().contains("large is too large for the broker"), raised.cause());
          assertTrue(raised.cause().contains("the broker accepts 20000"), raised.cause());
          assertEquals(List.of(raised), health.faults(), "the connection was never lost");
          assertEquals(0, health.counted("fault.uplink_down"));
          broker.stop();
        }
      }
      assertTrue(ear.bytes.stream().allMatch(b -> b <= 20_000), ear.bytes.toString());
    }
  }

  @Test
  void aRecordThatWasTooLargeIsSentOnceTheBrokerTakesMore() throws Exception {
    Mosquitto.parts();
    try (SqliteStore store = store();
        Mosquitto broker = new Mosquitto(folder)) {
      Path conf = folder.resolve("mosquitto.conf");
      String plain = Files.readString(conf);
      broker.with("max_packet_size 20000").start();
      store.storeHit("large", "r-1", Instant.EPOCH, new byte[60_000]).join();
      try (Uplink uplink = uplink(store, broker, health)) {
        uplink.start();
        untilRaised(FaultCode.UPLINK_TOO_LARGE, "hit");
        broker.stop();
        Files.writeString(conf, plain);
        broker.start();
        untilCleared(FaultCode.UPLINK_TOO_LARGE, "hit");
        until("connected", () -> health.faults().isEmpty());
      }
    }
  }

  /** Mosquitto's limit on payloads is not announced: it answers with a reason code. */
  @Test
  void aLimitThatIsNotAnnouncedIsFoundByTheBrokersAnswer() throws Exception {
    Mosquitto.parts();
    try (SqliteStore store = store();
        Mosquitto broker = new Mosquitto(folder).with("message_size_limit 20000")) {
      broker.start();
      byte[] picture = new byte[100_000];
      store
          .storeRead(
              "r-1",
              Instant.EPOCH,
              true,
              json("{\"read_id\":\"r-1\"}"),
              List.of(Picture.jpeg(ImageRef.Role.OVERVIEW, picture, 1, 1)))
          .join();
      store.storeHit("large", "r-1", Instant.EPOCH, new byte[60_000]).join();
      Ear ear = new Ear();
      try (PahoTransport _ = listening(broker, ear);
          Uplink uplink = uplink(store, broker, health)) {
        uplink.start();
        Fault raised = untilRaised(FaultCode.UPLINK_TOO_LARGE, "hit");
        assertTrue(raised.cause().endsWith("as for a large packet"), raised.cause());
        until("parts", () -> ear.topics.stream().filter(t -> t.contains("/image/")).count() >= 6);
        until("connected again", () -> health.faults().equals(List.of(raised)));
        long lost = health.counted("fault.uplink_down");
        assertTrue(lost <= 8, lost + " connections for a hit and three sizes of parts");
      }
    }
  }

  private long connections() throws Exception {
    return Files.readAllLines(folder.resolve("mosquitto.log")).stream()
        .filter(l -> l.contains("New client connected"))
        .count();
  }

  @Test
  void twoUnitsOfOneNameAreAFaultAndLeaveTheBrokerInPeace() throws Exception {
    Mosquitto.parts();
    Health other = new Health();
    try (SqliteStore store = store();
        Mosquitto broker = new Mosquitto(folder)) {
      broker.start();
      try (Uplink uplink = uplink(store, broker, health)) {
        uplink.start();
        until("connected", uplink::isConnected);
        Uplink twin = uplink(store, broker, other);
        twin.start();
        Fault raised = untilRaised(FaultCode.UPLINK_NAME_TAKEN, "broker");
        assertEquals(
            "Another client connects as \"outrider-CT0000000-car-7\" and ends this unit's"
                + " connection.",
            raised.cause());
        until("both know", () -> !other.faults().isEmpty());
        long before = connections();
        LockSupport.parkNanos(Duration.ofSeconds(6).toNanos());
        long made = connections() - before;
        assertTrue(made <= 14, made + " connections in 6 s, expected a wait before each");
        twin.close();
        untilCleared(FaultCode.UPLINK_NAME_TAKEN, "broker");
        until("connected again", uplink::isConnected);
        assertEquals(List.of(), health.faults());
      }
    }
  }

  @Test
  void theReasonOfALostConnectionIsShownInWords() throws Exception {
    Mosquitto.parts();
    List<String> causes = new CopyOnWriteArrayList<>();
    try (Mosquitto broker = new Mosquitto(folder)) {
      broker.start();
      Ear ear =
          new Ear() {
            @Override
            public void lost(String cause) {
              causes.add(cause);
            }
          };
      try (PahoTransport _ = listening(broker, ear);
          PahoTransport twin = new PahoTransport(broker.options("unit"), "ear", List.of(), null)) {
        twin.start(new Ear());
        until("a cause", () -> !causes.isEmpty());
        assertFalse(causes.getFirst().contains("null"), causes.getFirst());
        assertTrue(causes.getFirst().startsWith("connection lost: "), causes.getFirst());
      }
    }
  }

  /** A stranger's client, which announces and obeys no limit. */
  private void publish(Mosquitto broker, String topic, int bytes) throws Exception {
    Path file = Files.write(folder.resolve("large"), new byte[bytes]);
    Process client =
        new ProcessBuilder(
                RealPart.require("mosquitto_pub").toString(),
                "-V",
                "5",
                "-h",
                "localhost",
                "-p",
                String.valueOf(broker.port),
                "--cafile",
                folder.resolve("ca.pem").toString(),
                "--cert",
                folder.resolve("unit.pem").toString(),
                "--key",
                folder.resolve("unit.key").toString(),
                "-q",
                "1",
                "-r",
                "-t",
                topic,
                "-f",
                file.toString())
            .inheritIO()
            .start();
    assertEquals(0, client.waitFor());
  }

  @Test
  void aHugeMessageOnTheUnitsOwnTopicCostsItNothing() throws Exception {
    Mosquitto.parts();
    try (SqliteStore store = store();
        Mosquitto broker = new Mosquitto(folder)) {
      broker.start();
      List<String> kinds = new CopyOnWriteArrayList<>();
      Uplink uplink = uplink(store, broker, health);
      uplink.onCentral(
          new CentralListener() {
            @Override
            public void releaseOffered(byte[] message) {}

            @Override
            public void directive(String kind, byte[] message) {
              kinds.add(kind + " " + message.length);
            }

            @Override
            public void beatHit(byte[] message) {}

            @Override
            public boolean requestRejected(byte[] body, String cause) {
              return true;
            }
          });
      Ear stranger = new Ear();
      try (uplink;
          PahoTransport from =
              new PahoTransport(broker.options("unit"), "stranger", List.of(), null)) {
        uplink.start();
        until("connected", uplink::isConnected);
        from.start(stranger);
        until("the stranger is connected", () -> stranger.isConnected);
        publish(broker, Topics.directive(UNIT, "holds"), 120 << 20);
        from.publish(Topics.directive(UNIT, "profile"), new byte[10], false, Map.of()).join();
        until("what comes behind it", () -> kinds.contains("profile 10"));
        assertEquals(List.of("profile 10"), kinds);
        assertTrue(uplink.isConnected());
        assertEquals(0, health.counted("fault.uplink_down"));
      }
    }
  }
}
