package org.outrider.agent.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    String config = StreetUnit.config("car-7", "mobile", "[policy]\nprofile = \"" + profile + "\"");
    try (AgentUnit unit =
        StreetUnit.start(config, folder.resolve(profile), folder.resolve("models"))) {
      return StreetUnit.firstRead(unit);
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
