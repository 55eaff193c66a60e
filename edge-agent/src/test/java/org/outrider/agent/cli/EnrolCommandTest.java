package org.outrider.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.unit.UnitFolder;
import org.outrider.agent.upkeep.enrol.EstServer;
import org.outrider.hal.RealPart;

/** The command that a timer of the unit calls each day. */
class EnrolCommandTest {
  @TempDir Path folder;

  private Path config(String enrolment) throws Exception {
    return Files.writeString(
        folder.resolve("outrider.toml"),
        """
        [unit]
        agency = "CT0000000"
        id = "unit-7"
        [[camera]]
        id = "front"
        uri = "sim:street"
        [gnss]
        uri = "fixed:41.14,-73.49"
        [audit]
        key = "audit.key.pem"
        [uplink]
        url = "ssl://broker.example:8883"
        ca = "broker.pem"
        certificate = "unit.pem"
        key = "unit.key"
        [enrolment]
        """
            + enrolment);
  }

  private JsonNode said(int expected, Path config) throws Exception {
    String run = UnitFolder.run("enrol", "--config", config.toString(), "--json");
    assertTrue(run.startsWith(expected + " "), run);
    return Json.MAPPER.readTree(run.substring(run.indexOf('{')));
  }

  @Test
  @Tag("UPL-03")
  void eachStateOfTheCertificateHasItsExitCode() throws Exception {
    RealPart.require("openssl");
    Path server = Files.createDirectories(folder.resolve("server"));
    try (EstServer est = new EstServer(server)) {
      Path config = config("url = \"" + est.url() + "\"\nca = \"server/est.pem\"\n");
      JsonNode none = said(Exit.FAULT, config);
      assertEquals("none", none.path("outcome").asText());
      assertTrue(none.path("cause").asText().contains("no token to enrol with"), none + "");

      Files.writeString(folder.resolve("enrolment-token"), "unit-7:sesame-once");
      est.status = 202;
      JsonNode waits = said(Exit.WARNING, config);
      assertEquals(600, waits.path("retry_after_s").asInt(), waits + "");
      assertTrue(Files.exists(folder.resolve("enrolment-token")), "not used up yet");

      est.status = 0;
      est.days = 0; // ends as it begins
      assertEquals("none", said(Exit.FAULT, config).path("outcome").asText());
    }
  }

  @Test
  @Tag("UPL-03")
  void aUnitIsEnrolledAndThenLeftAlone() throws Exception {
    RealPart.require("openssl");
    Path server = Files.createDirectories(folder.resolve("server"));
    try (EstServer est = new EstServer(server)) {
      Path config = config("url = \"" + est.url() + "/\"\nca = \"server/est.pem\"\n");
      Files.writeString(folder.resolve("enrolment-token"), "unit-7:sesame-once");
      JsonNode enrolled = said(Exit.OK, config);
      assertEquals("enrolled", enrolled.path("outcome").asText());
      assertFalse(Files.exists(folder.resolve("enrolment-token")));
      JsonNode good = said(Exit.OK, config);
      assertEquals("good", good.path("outcome").asText());
      assertEquals(enrolled.path("valid_until"), good.path("valid_until"));
    }
  }

  @Test
  @Tag("UPL-03")
  void noAuthorityAndNoHttpsAreRefused() throws Exception {
    String run =
        UnitFolder.run(
            "enrol", "--config", config("url = \"http://est.example/est\"\n").toString());
    assertTrue(run.startsWith(Exit.FAULT + " "), run);
    assertTrue(run.contains("https://HOST/.well-known/est"), run);
    assertTrue(run.contains("no other is trusted"), run);
  }
}
