package org.outrider.agent.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.link.uplink.Mosquitto;
import org.outrider.agent.link.uplink.MqttOptions;
import org.outrider.agent.link.uplink.Transport;
import org.outrider.agent.link.uplink.mqtt.PahoTransport;
import org.outrider.agent.store.SqliteStore;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;

/** Practice on a unit that is set up for work, with a real broker that would hear of it. */
class TrainingShiftTest {
  @TempDir Path folder;

  private Map<String, byte[]> files() throws Exception {
    Map<String, byte[]> out = new ConcurrentHashMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        out.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return out;
  }

  @Test
  @Tag("TRN-01")
  void practiceIsMarkedEverywhereMixesWithNothingRealAndNeverLeavesTheUnit() throws Exception {
    try (Mosquitto broker = new Mosquitto(Files.createDirectories(folder.resolve("net")))) {
      broker.start();
      Devices devices = new Devices();
      UnitConfig real =
          ConfigReader.parse(
              "test",
              """
              [unit]
              agency = "CT0000000"
              id = "car-7"
              [[camera]]
              id = "front"
              uri = "sim:street?vehicles=1"
              [gnss]
              uri = "sim:drive"
              [hotlist]
              folder = "lists"
              [uplink]
              url = "ssl://localhost:%d"
              ca = "net/ca.pem"
              certificate = "net/unit.pem"
              key = "net/unit.key"
              """
                  .formatted(broker.port),
              folder,
              devices);
      try (SqliteStore store =
          SqliteStore.open(real.store().file(), new Health(), new SystemClock()::utc)) {
        store.storeRead(
            "r1", Instant.now(), true, "{}".getBytes(StandardCharsets.UTF_8), List.of());
        store.flush().join();
      }
      Map<String, byte[]> before = files();
      Map<String, byte[]> heard = new ConcurrentHashMap<>();
      MqttOptions options = broker.options("unit");
      CountDownLatch listens = new CountDownLatch(1);
      try (PahoTransport ear = new PahoTransport(options, "ear", List.of("#"), null)) {
        ear.start(
            new Transport.Listener() {
              @Override
              public void connected() {
                listens.countDown();
              }

              @Override
              public void lost(String cause) {}

              @Override
              public void received(String topic, byte[] payload, Map<String, String> properties) {
                heard.put(topic, payload);
              }
            });
        listens.await();
        for (int practice = 0; practice < 2; practice++) {
          try (AgentUnit unit =
              new AgentUnit(
                  TrainingShift.of(real, 6),
                  Path.of("..", "models"),
                  devices,
                  new SystemClock(),
                  true)) {
            unit.start();
            assertTrue(unit.awaitEnd(Duration.ofMinutes(2)));
            unit.store().flush().join();
            List<SqliteStore.StoredHit> hits = unit.store().hits();
            assertTrue(!hits.isEmpty() && hits.size() < 6, "each practice begins anew: " + hits);
            for (SqliteStore.StoredHit hit : hits) {
              assertTrue(hit.body().contains("\"training\":true"), hit.body());
              assertTrue(hit.body().contains("TRAINING: "), hit.body());
            }
            assertTrue(unit.uplink().isEmpty());
          }
        }
        ear.publish("last", new byte[] {1}, false, Map.of()).join();
        while (!heard.containsKey("last")) {
          LockSupport.parkNanos(1_000_000);
        }
        assertEquals(Set.of("last"), heard.keySet());
      }
      Map<String, byte[]> after = files();
      after.keySet().removeAll(List.of("unit.key.pem", "unit.pem")); // its identity, made once
      assertEquals(before.keySet(), after.keySet());
      before.forEach((name, bytes) -> assertEquals(bytes.length, after.get(name).length, name));
      try (SqliteStore store =
          SqliteStore.open(real.store().file(), new Health(), new SystemClock()::utc)) {
        assertEquals(1, store.counts().get("reads_stored"));
        assertTrue(store.hits().isEmpty());
      }
      assertFalse(Files.exists(folder.resolve("audit.db")));
    }
  }
}
