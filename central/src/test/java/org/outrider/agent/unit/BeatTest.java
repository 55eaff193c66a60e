package org.outrider.agent.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.trust.SignedText;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.link.uplink.Mosquitto;
import org.outrider.agent.link.uplink.Topics;
import org.outrider.agent.link.uplink.Transport;
import org.outrider.agent.link.uplink.mqtt.PahoTransport;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.central.BeatRelay;
import org.outrider.central.CentralReceiver;
import org.outrider.central.JdbcCentralStore;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;

/** A pole, cars on its beat and on another one, the reference central and a real broker. */
@Tag("ALR-12")
class BeatTest {
  private static final String EMPTY_STREET = "sim:street?vehicles=0&fps=1";

  @TempDir Path folder;
  private Mosquitto broker;
  private JdbcCentralStore received;
  private CentralReceiver central;
  private PahoTransport pipe;

  @BeforeEach
  void startCentral() throws Exception {
    broker = new Mosquitto(folder);
    broker.start();
    SigningKey.make(folder.resolve("keys"), "agency");
    SigningKey.make(folder.resolve("keys"), "forger");
    Files.createDirectories(folder.resolve("trusted"));
    Files.copy(folder.resolve("keys/agency.pem"), folder.resolve("trusted/agency.pem"));
    Files.writeString(folder.resolve("list.csv"), "plate,category\nKRV9014,stolen_vehicle\n");
    received = JdbcCentralStore.open(folder.resolve("central.db"));
    pipe =
        new PahoTransport(
            broker.options("unit"), "central-1", CentralReceiver.subscriptions("", false), null);
    central =
        new CentralReceiver(
            received,
            pipe,
            Clock.systemUTC(),
            null,
            new BeatRelay(pipe, key("agency"), Map.of("TEST00000/pole-3", "B-12")));
    central.start();
  }

  @AfterEach
  void stop() {
    if (central != null) { // a part of the machine is missing
      central.close();
      broker.close();
    }
  }

  private SigningKey key(String name) throws Exception {
    return SigningKey.read(folder.resolve("keys/" + name + ".key.pem"));
  }

  private AgentUnit unit(String id, String deployment, String beat, String camera)
      throws Exception {
    Devices devices = new Devices();
    AgentUnit unit =
        new AgentUnit(
            ConfigReader.parse(
                "test",
                """
                [unit]
                agency = "TEST00000"
                id = "%s"
                deployment = "%s"
                beat = "%s"
                [[camera]]
                id = "east"
                uri = "%s"
                [gnss]
                uri = "fixed:41.14,-73.49"
                [hotlist]
                file = "../list.csv"
                [store]
                file = "unit.db"
                [uplink]
                url = "ssl://localhost:%d"
                ca = "../ca.pem"
                certificate = "../unit.pem"
                key = "../unit.key"
                keys = "../trusted"
                resend_s = 1
                """
                    .formatted(id, deployment, beat, camera, broker.port),
                Files.createDirectories(folder.resolve(id)),
                devices),
            Path.of("..", "models"),
            devices,
            new SystemClock(),
            false);
    unit.start();
    return unit;
  }

  private static void await(String what, BooleanSupplier isSo) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!isSo.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, what);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private boolean hasDispositionOf(String unit) {
    return received.bodies("disposition").stream().anyMatch(e -> e.getKey().endsWith("/" + unit));
  }

  @Test
  void aHitOfAPoleIsToldAndAnsweredInTheCarsOfItsBeatAndInNoOther() throws Exception {
    List<Alert> told = new CopyOnWriteArrayList<>();
    List<Alert> toldElsewhere = new CopyOnWriteArrayList<>();
    try (AgentUnit near = unit("car-1", "mobile", "B-12", EMPTY_STREET);
        AgentUnit far = unit("car-2", "mobile", "B-13", EMPTY_STREET)) {
      near.onAlert(told::add);
      far.onAlert(toldElsewhere::add);
      await("both are connected", () -> isConnected(near) && isConnected(far));
      try (AgentUnit _ =
          unit("pole-3", "fixed", "B-12", "sim:parked?plates=KRV9014&seconds=4&fps=5")) {
        await("the pole's hit is told in the car", () -> !told.isEmpty());
      }
      Alert alert = told.getFirst();
      assertEquals("pole-3", alert.read().unit().unit());
      assertEquals("KRV9014", alert.read().plate().normalized());
      assertEquals(41.14, alert.read().position().latitudeDeg(), 1e-6);
      assertTrue(alert.channels().containsAll(List.of("sound", "light", "screen")));
      assertTrue(alert.rule().waitsForBackup());
      assertEquals(List.of(), toldElsewhere);
      assertTrue(
          new String(received.bodies("hit").getFirst().getValue(), StandardCharsets.UTF_8)
              .contains("\"beat_id\":\"B-12\""));
      near.dispositions().accept(alert.hit().hitId(), new Actor("o1", "officer"));
      await("central hears the car's answer", () -> hasDispositionOf("car-1"));
      assertEquals(1, received.bodies("hit").size());
      pass(Topics.beat("TEST00000", "B-12"), hit(), "agency"); // as the broker may
      pass(Topics.beat("TEST00000", "B-12"), changed("pole-3", "pole-4"), "forger");
      await("what is not signed is refused", () -> refuses(near, "beat"));
      assertEquals(1, told.size());
      pass(Topics.beat("TEST00000", "B-12"), changed("TEST00000", "OTHER0000"), "agency");
      await("another agency's is refused", () -> refuses(near, "agency_id OTHER0000"));
      pass(Topics.beat("TEST00000", "B-12"), "{\"agency_id\":\"TEST00000\"}", "agency");
      await("what is no hit is refused", () -> refuses(near, "not a hit"));
      assertEquals(1, told.size());
    }
  }

  private String hit() {
    return new String(received.bodies("hit").getFirst().getValue(), StandardCharsets.UTF_8);
  }

  private String changed(String what, String to) {
    return hit().replace(what, to);
  }

  private static boolean isConnected(AgentUnit unit) {
    return unit.uplink().orElseThrow().isConnected();
  }

  private static boolean refuses(AgentUnit unit, String why) {
    return unit.health().faults().stream()
        .filter(f -> f.code() == FaultCode.BEAT_HIT_REFUSED)
        .map(Fault::cause)
        .anyMatch(c -> c.contains(why));
  }

  private void pass(String topic, String hit, String key) throws Exception {
    CompletableFuture<Void> sent =
        ((Transport) pipe)
            .publish(
                topic, SignedText.sign(Topics.BEAT_HIT, hit, key(key)).write(), false, Map.of());
    sent.get(20, TimeUnit.SECONDS);
  }
}
