package org.outrider.agent.upkeep.equipment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.unit.AgentUnit;
import org.outrider.agent.unit.StreetUnit;
import org.outrider.agent.unit.UnitFolder;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.hal.spi.Devices;

/** Where a portable unit stands, in whole units and by the command that finds it out. */
@Tag("CAP-05")
class SurveyTest {
  private static final String SURVEY =
      "[survey]\nlat = 41.17\nlon = -73.48\nby = \"J. Doe\"\non = 2026-11-20\n";

  @TempDir Path folder;

  private static String config(String rest) {
    return StreetUnit.config("barrel-1", "portable", rest);
  }

  /** Where the first read of a unit says that it stood. */
  private JsonNode position(String name, String config, boolean isDoubted) throws Exception {
    try (AgentUnit unit = StreetUnit.start(config, folder.resolve(name), Path.of("..", "models"))) {
      JsonNode read = StreetUnit.firstRead(unit);
      assertEquals(
          isDoubted,
          unit.health().faults().stream()
              .anyMatch(f -> f.code() == FaultCode.POSITION_UNCONFIRMED));
      return read.path("position");
    }
  }

  @Test
  void readsOfAPortableUnitThatNobodySurveyedSaySo() throws Exception {
    JsonNode position = position("none", config(""), true);
    assertFalse(position.path("confirmed").asBoolean(true), position.toString());
    assertEquals(41.17, position.path("lat").asDouble(), 1e-6);
  }

  @Test
  void readsOfOneThatStandsWhereItWasSurveyedSayNothing() throws Exception {
    assertFalse(position("there", config(SURVEY), false).has("confirmed"));
  }

  @Test
  void aSurveyIsFoundOutAndPrintedAsTheConfigurationWantsIt() throws Exception {
    Path file = folder.resolve("outrider.toml");
    Files.writeString(file, config(""));
    String said =
        UnitFolder.run(
            "survey", "--config", file.toString(), "--seconds", "2", "--by", "J. \"Doe\"");
    assertTrue(said.startsWith("0 "), said);
    String block = said.substring(said.indexOf("[survey]"));
    assertTrue(block.contains("lat = 41.1700000"), said);
    ConfigReader.parse("test", config(block), folder, new Devices());
  }

  @Test
  void aSurveyThatIsNoneIsNamed() {
    String wrong = "[survey]\nlat = 91\nlon = \"x\"\nmoved_m = 1\n";
    String said =
        assertThrows(
                ConfigException.class,
                () -> ConfigReader.parse("t", config(wrong), folder, new Devices()))
            .getMessage();
    for (String named : new String[] {"survey.lat = 91", "survey.lon = x", "by", "moved_m = 1"}) {
      assertTrue(said.contains(named), said);
    }
  }
}
