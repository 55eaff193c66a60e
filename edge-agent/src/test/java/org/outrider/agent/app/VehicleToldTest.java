package org.outrider.agent.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.config.ConfigReader;
import org.outrider.agent.uplink.Lane;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;

/** Whole units with a paint model that takes every vehicle for a red one. */
class VehicleToldTest {
  @TempDir Path folder;

  @BeforeEach
  void models() throws Exception {
    Path shipped = Path.of("..", "models");
    for (String name : List.of("detector", "reader")) {
      copy(shipped.resolve(name), name);
    }
    copy(Path.of("src/test/resources/golden/models/paint"), "paint");
  }

  private void copy(Path from, String name) throws Exception {
    Path to = Files.createDirectories(folder.resolve("models").resolve(name));
    for (String file : List.of("model.onnx", "manifest.json")) {
      Files.copy(from.resolve(file), to.resolve(file));
    }
  }

  /** The first read of a unit of that profile. */
  private JsonNode read(String profile) throws Exception {
    String config =
        """
        [unit]
        agency = "CT0000000"
        id = "car-7"
        [[camera]]
        id = "front"
        uri = "sim:street?vehicles=400&fps=5&seed=3"
        [gnss]
        uri = "fixed:41.17,-73.48"
        [policy]
        profile = "%s"
        """
            .formatted(profile);
    Devices devices = new Devices();
    try (AgentUnit unit =
        new AgentUnit(
            ConfigReader.parse("test", config, folder.resolve(profile), devices),
            folder.resolve("models"),
            devices,
            new SystemClock(),
            false)) {
      unit.start();
      long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
      while (unit.store().waiting(Lane.READ, 1).isEmpty()) {
        assertTrue(System.nanoTime() < end, "a read");
        LockSupport.parkNanos(50_000_000);
        unit.store().flush().join();
      }
      return new ObjectMapper()
          .readTree(unit.store().body(unit.store().waiting(Lane.READ, 1).getFirst()));
    }
  }

  @Test
  @Tag("CAP-02")
  void theColourIsRecordedWhereThePolicyLetsItBeTold() throws Exception {
    JsonNode color = read("kentucky-alpr").path("vehicle").path("color");
    assertEquals("red", color.path("name").asText());
    assertEquals(0.85, color.path("confidence").asDouble(), 1e-3);
  }

  @Test
  @Tag("CAP-02")
  void elsewhereThereIsNoBlockOfIt() throws Exception {
    JsonNode read = read("default");
    assertFalse(read.has("vehicle"), read.toString());
    assertFalse(read.path("models").toString().contains("paint-sample"), read.toString());
  }
}
