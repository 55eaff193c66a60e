package org.outrider.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.unit.StreetUnit;
import org.outrider.agent.unit.UnitFolder;
import org.outrider.agent.upkeep.update.BundleServer;
import org.outrider.hal.RealPart;

/** The command that a timer of the unit calls every quarter of an hour. */
class UpdateCommandTest {
  @TempDir Path folder;

  private Path config(String update) throws Exception {
    return Files.writeString(
        folder.resolve("outrider.toml"), StreetUnit.config("car-7", "mobile", update));
  }

  private JsonNode said(int expected, Path config) throws Exception {
    String run =
        UnitFolder.run(
            "update",
            "--config",
            config.toString(),
            "--release",
            folder.resolve("release").toString(),
            "--json");
    assertTrue(run.startsWith(expected + " "), run);
    return Json.MAPPER.readTree(run.substring(run.indexOf('{')));
  }

  /** What the doctor says of it. */
  private static String doctor(Path config) throws Exception {
    String run = UnitFolder.run("doctor", "--config", config.toString(), "--json");
    for (JsonNode f : Json.MAPPER.readTree(run.substring(run.indexOf('{'))).path("findings")) {
      if (f.path("part").asText().equals("update")) {
        return f.path("verdict").asText() + " " + f.path("value").asText();
      }
    }
    return run;
  }

  @Test
  void eachStateHasItsExitCode() throws Exception {
    RealPart.require("openssl");
    try (BundleServer web = new BundleServer(Files.createDirectories(folder.resolve("web")))) {
      Files.writeString(folder.resolve("release"), "version=0.1.0\n");
      String update =
          "[update]\nurl = \"%s\"\nca = \"web/web.pem\"\noutcomes = \"outcomes\"\n"
              .formatted(web.url());
      Path config = config(update);
      assertEquals("nothing", said(Exit.OK, config).path("outcome").asText());

      web.bundle = new byte[2_000_000];
      config(update + "daily_mb = 1\n");
      JsonNode waits = said(Exit.WARNING, config);
      assertEquals("waits_for_budget", waits.path("outcome").asText());
      assertEquals("GOOD 9.0.1 on its way, 1 MB so far", doctor(config));
      assertEquals(2_000_000, waits.path("bytes").asLong());
      assertTrue(waits.path("fetched_bytes").asLong() >= 1_000_000, waits + "");

      config(update + "interfaces = [\"wlan-none\"]\n");
      assertEquals("waits_for_link", said(Exit.WARNING, config).path("outcome").asText());
      config(update);
      assertEquals("fetched", said(Exit.OK, config).path("outcome").asText());
      assertTrue(Files.exists(folder.resolve("update/ready.raucb")));

      Files.createDirectories(folder.resolve("outcomes"));
      Files.writeString(folder.resolve("outcomes/9.0.1"), "refused by its signature\n");
      JsonNode refused = said(Exit.FAULT, config);
      assertEquals("refused by its signature", refused.path("cause").asText());
      assertEquals("WARN 9.0.1 refused by its signature", doctor(config));

      Files.writeString(folder.resolve("outcomes/9.0.1"), "kept\n");
      Files.writeString(folder.resolve("release"), "version=9.0.1\n");
      assertEquals("done", said(Exit.OK, config).path("outcome").asText());
    }
  }

  @Test
  void whatIsMissingInTheConfigurationIsNamed() throws Exception {
    String none = UnitFolder.run("update", "--config", config("").toString());
    assertTrue(none.startsWith(Exit.FAULT + " "), none);
    assertTrue(none.contains("[update] is not there, expected url or hawkbit"), none);
    String both =
        UnitFolder.run(
            "update",
            "--config",
            config("[update]\nurl = \"http://a/b\"\nhawkbit = \"https://h x/\"\n").toString());
    for (String named :
        new String[] {
          "either url, of an index, or hawkbit",
          "hawkbit = https://h x/, expected https://HOST/TENANT",
          "the authority of the server, no other is trusted",
          "a file with the token of this unit at the hawkBit server"
        }) {
      assertTrue(both.contains(named), both);
    }
    String brace = "[update]\nurl = \"https://h/{x}\"\nca = \"ca.pem\"\n";
    String run = UnitFolder.run("update", "--config", config(brace).toString());
    assertTrue(run.contains("url = https://h/{x}, expected https://HOST/PATH/index.json"), run);
  }
}
