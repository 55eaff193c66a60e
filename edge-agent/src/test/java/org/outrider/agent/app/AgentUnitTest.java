package org.outrider.agent.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.config.ConfigReader;
import org.outrider.agent.uplink.Lane;
import org.outrider.agent.uplink.OutboxRow;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;

/** A whole unit with simulated devices and the shipped models; only the broker is not there. */
class AgentUnitTest {
  private static final Path MODELS = Path.of("..", "models");

  @TempDir Path folder;
  private final Devices devices = new Devices();

  private AgentUnit unit(String config) throws Exception {
    return new AgentUnit(
        ConfigReader.parse("test", config, folder, devices),
        MODELS,
        devices,
        new SystemClock(),
        true);
  }

  private static List<JsonNode> reads(AgentUnit unit) throws Exception {
    unit.store().flush().join();
    List<JsonNode> out = new ArrayList<>();
    for (OutboxRow row : unit.store().due(Long.MAX_VALUE, 1000)) {
      if (row.lane() == Lane.READ) {
        out.add(new ObjectMapper().readTree(unit.store().body(row)));
      }
    }
    return out;
  }

  @Test
  @Tag("CAP-01")
  @Tag("ALR-01")
  void twoCamerasOfOneUnitReadSideBySide() throws Exception {
    Files.writeString(folder.resolve("list.csv"), "plate,category\nKRV9014,stolen_vehicle\n");
    List<Alert> alerts = new CopyOnWriteArrayList<>();
    try (AgentUnit unit =
        unit(
            """
            [unit]
            agency = "TEST00000"
            id = "car-7"
            [[camera]]
            id = "front"
            uri = "sim:parked?plates=GXY1284&seconds=4&fps=5"
            [[camera]]
            id = "rear"
            uri = "sim:parked?plates=KRV9014&seconds=4&fps=5"
            [gnss]
            uri = "fixed:41.14,-73.49"
            [hotlist]
            file = "list.csv"
            """)) {
      unit.onAlert(alerts::add);
      unit.start();
      assertTrue(unit.awaitEnd(Duration.ofSeconds(60)));
      List<JsonNode> reads = reads(unit);
      TreeSet<String> seen = new TreeSet<>();
      for (JsonNode read : reads) {
        seen.add(
            read.path("camera_id").asText()
                + " "
                + read.path("plate").path("normalized").asText()
                + " "
                + read.path("position").path("lat").asText());
        assertEquals(2, read.path("images").size());
        assertTrue(read.path("training").asBoolean());
      }
      assertEquals(new TreeSet<>(List.of("front GXY1284 41.14", "rear KRV9014 41.14")), seen);
      assertEquals(2, reads.size());
      assertEquals(1, alerts.size());
      assertEquals("rear", alerts.getFirst().read().cameraId());
    }
  }

  @Test
  @Tag("ALR-01")
  void withoutASounderTheOfficerIsStillTold() throws Exception {
    Files.writeString(folder.resolve("list.csv"), "plate,category\nGXY1284,stolen_vehicle\n");
    List<Alert> alerts = new CopyOnWriteArrayList<>();
    try (AgentUnit unit =
        unit(
            """
            [unit]
            agency = "TEST00000"
            id = "car-7"
            [[camera]]
            id = "front"
            uri = "sim:parked?plates=GXY1284&seconds=3&fps=5"
            [gnss]
            uri = "fixed:41.14,-73.49"
            [alert]
            sound = "file:%s"
            [hotlist]
            file = "list.csv"
            """
                .formatted(folder.resolve("list.csv").resolve("alerts.wav")))) {
      unit.onAlert(alerts::add);
      unit.start();
      assertTrue(unit.awaitEnd(Duration.ofSeconds(60)));
      assertEquals(1, alerts.size());
      assertEquals(List.of("light", "screen"), alerts.getFirst().channels());
      assertEquals("SOUNDER_FAILED", unit.health().faults().getFirst().code());
    }
  }
}
