package org.outrider.agent.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.config.ConfigException;
import org.outrider.agent.config.ConfigReader;
import org.outrider.agent.uplink.Lane;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;

/** Where a portable unit stands, in whole units and by the command that finds it out. */
@Tag("CAP-05")
class SurveyTest {
  private static final String SURVEY =
      "[survey]\nlat = 41.17\nlon = -73.48\nby = \"J. Doe\"\non = 2026-11-20\n";

  @TempDir Path folder;

  private static String config(String deployment, String rest) {
    return """
    [unit]
    agency = "CT0000000"
    id = "barrel-1"
    deployment = "%s"
    [[camera]]
    id = "front"
    uri = "sim:street?vehicles=400&fps=5&seed=3"
    [gnss]
    uri = "fixed:41.17,-73.48"
    %s
    """
        .formatted(deployment, rest);
  }

  /** The first read that a unit stores after it has looked at its position. */
  private JsonNode read(String name, String text, boolean isDoubted) throws Exception {
    Devices devices = new Devices();
    try (AgentUnit unit =
        new AgentUnit(
            ConfigReader.parse("test", text, folder.resolve(name), devices),
            Path.of("..", "models"),
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
      assertEquals(
          isDoubted,
          unit.health().faults().stream().anyMatch(f -> f.code().equals("POSITION_UNCONFIRMED")));
      return new ObjectMapper()
          .readTree(unit.store().body(unit.store().waiting(Lane.READ, 1).getFirst()))
          .path("position");
    }
  }

  @Test
  void readsOfAPortableUnitThatNobodySurveyedSaySo() throws Exception {
    JsonNode position = read("none", config("portable", ""), true);
    assertFalse(position.path("confirmed").asBoolean(true), position.toString());
    assertEquals(41.17, position.path("lat").asDouble(), 1e-6);
  }

  @Test
  void readsOfOneThatStandsWhereItWasSurveyedSayNothing() throws Exception {
    assertFalse(read("there", config("portable", SURVEY), false).has("confirmed"));
  }

  @Test
  void aSurveyIsFoundOutAndPrintedAsTheConfigurationWantsIt() throws Exception {
    Path file = folder.resolve("outrider.toml");
    Files.writeString(file, config("portable", ""));
    String said =
        UnitFolder.run(
            "survey", "--config", file.toString(), "--seconds", "2", "--by", "J. \"Doe\"");
    assertTrue(said.startsWith("0 "), said);
    String block = said.substring(said.indexOf("[survey]"));
    assertTrue(block.contains("lat = 41.1700000"), said);
    ConfigReader.parse("test", config("portable", block), folder, new Devices());
  }

  @Test
  void aSurveyThatIsNoneIsNamed() {
    String wrong = "[survey]\nlat = 91\nlon = \"x\"\nmoved_m = 1\n";
    String said =
        assertThrows(
                ConfigException.class,
                () -> ConfigReader.parse("t", config("portable", wrong), folder, new Devices()))
            .getMessage();
    for (String named : new String[] {"survey.lat = 91", "survey.lon = x", "by", "moved_m = 1"}) {
      assertTrue(said.contains(named), said);
    }
  }
}
