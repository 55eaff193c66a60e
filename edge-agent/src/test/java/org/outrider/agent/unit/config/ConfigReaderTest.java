package org.outrider.agent.unit.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.hal.spi.Devices;

class ConfigReaderTest {
  private static final String GOOD =
      """
      [unit]
      agency = "CT0000000"
      id = "car-7"
      [[camera]]
      id = "front"
      uri = "sim:street"
      [gnss]
      uri = "fixed:41,-73"
      """;

  private static UnitConfig parse(String text) throws ConfigException {
    return ConfigReader.parse("test", text, Path.of("/srv"), new Devices());
  }

  private static List<String> problems(String text) {
    return assertThrows(ConfigException.class, () -> parse(text)).problems();
  }

  @Test
  void whatIsNotSaidHasASafeDefault() throws Exception {
    UnitConfig config = parse(GOOD);
    assertEquals(Deployment.MOBILE, config.unit().deployment());
    assertEquals(640, config.detect().longSidePx());
    assertEquals(Path.of("/srv/outrider.db"), config.store().file());
    assertTrue(config.uplink().isEmpty());
  }

  @Test
  void aUnitIsNotCalledWhatTopicsNeedOtherwise() throws Exception {
    for (String taken : List.of("central", "beat")) {
      String id = parse(GOOD).unit().id();
      List<String> problems =
          problems(GOOD.replace("id = \"" + id + "\"", "id = \"" + taken + "\""));
      assertTrue(problems.getFirst().contains("another name"), problems.toString());
    }
  }

  @Test
  void everyProblemIsListedAtOnceWithLineKeyValueAndExpectation() {
    List<String> problems =
        problems(
            """
            colour = "blue"
            [unit]
            agency = "CT 7"
            deployment = "boat"
            [[camera]]
            id = "front"
            uri = "webcam:0"
            [[camera]]
            id = "front"
            uri = "sim:street"
            lens = 5
            [gnss]
            uri = "gpsd"
            [detect]
            long_side_px = 99999
            near_passes = "yes"
            threshold = 2.0
            [uplink]
            url = "tcp://broker.example.org:1883"
            """);
    String all = String.join("\n", problems);
    for (String expected :
        new String[] {
          "line 1: colour: unknown key",
          "line 3: unit.agency = CT 7, expected letters, digits",
          "unit.id = (missing), expected a text",
          "line 4: unit.deployment = boat, expected any of [fixed, mobile, portable, trailer]",
          "no driver for \"webcam:\", expected any of",
          "camera[1].id = front, expected a name that no other camera has",
          "camera[1].lens: unknown key",
          "gnss.uri: device \"gpsd\": expected scheme:target",
          "detect.long_side_px = 99999, expected a whole number 160 to 3840",
          "detect.near_passes = yes, expected true or false",
          "detect.threshold = 2.0, expected a number between 0 and 1",
          "uplink.url = tcp://broker.example.org:1883, expected ssl://HOST:PORT"
        }) {
      assertTrue(all.contains(expected), "missing: " + expected + "\nin:\n" + all);
    }
  }

  @Test
  @Tag("UPL-03")
  void anSslBrokerNeedsAuthorityCertificateAndKey() {
    List<String> problems = problems(GOOD + "[uplink]\nurl = \"ssl://mqtt.example.org:8883\"\n");
    assertEquals(3, problems.size(), problems.toString());
  }

  @Test
  void brokenTomlNamesTheLine() {
    assertTrue(problems("[unit\n").getFirst().startsWith("line 1:"));
  }

  @Test
  void noCameraIsAProblem() {
    assertTrue(
        problems("[unit]\nagency=\"A\"\nid=\"b\"\n[gnss]\nuri=\"fixed:1,1\"\n")
            .getFirst()
            .contains("expected at least one [[camera]]"));
  }
}
