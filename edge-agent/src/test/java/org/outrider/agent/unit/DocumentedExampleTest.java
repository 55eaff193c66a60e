package org.outrider.agent.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.tls.TestCertificates;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;

/** The example at the end of docs/configuration.md, as somebody copies it. */
class DocumentedExampleTest {
  /** What this machine lacks, and what is of another machine. */
  private static final Map<String, String> DEVICES =
      Map.of(
          "v4l2:/dev/video0?size=1280x720&fps=30", "sim:street?vehicles=0",
          "gpsd://127.0.0.1:2947", "fixed:41.14,-73.49",
          "port = 8480", "port = 0",
          "mqtt.example.org:8883", "127.0.0.1:1");

  @TempDir Path folder;
  private Path config;
  private String example;

  @BeforeEach
  void copy() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "configuration.md"));
    int from = page.indexOf("```toml\n", page.indexOf("## Example")) + "```toml\n".length();
    example = page.substring(from, page.indexOf("```", from));
    UnitFolder unit = new UnitFolder(folder);
    unit.users("officer");
    Files.move(folder.resolve("trusted"), folder.resolve("user-keys"));
    Files.writeString(folder.resolve("hotlist.csv"), "plate,category\nGXY1284,stolen_vehicle\n");
    TestCertificates certificates = new TestCertificates(folder);
    certificates.authority("ca");
    certificates.certificate("unit", "ca", "extendedKeyUsage=clientAuth");
    config = folder.resolve("outrider.toml");
  }

  private Path write(String text) throws Exception {
    String here = text.replace("/var/lib/outrider", folder.resolve("state").toString());
    for (Map.Entry<String, String> device : DEVICES.entrySet()) {
      assertTrue(here.contains(device.getKey()), device.getKey());
      here = here.replace(device.getKey(), device.getValue());
    }
    return Files.writeString(config, here.replaceAll("(?m)^(sound|light) = .*$", ""));
  }

  @Test
  void theDocumentedExampleIsRightStartsAndServesItsConsole() throws Exception {
    Files.createDirectories(folder.resolve("state"));
    Path file = write(example);
    assertEquals(
        "0 " + file + ": no problems",
        UnitFolder.run("run", "--check", "--config", file.toString()));
    Devices devices = new Devices();
    try (AgentUnit unit =
            new AgentUnit(
                ConfigReader.read(file, devices),
                Path.of("..", "models"),
                devices,
                new SystemClock(),
                false);
        HttpClient client = HttpClient.newHttpClient()) {
      unit.start();
      HttpResponse<String> page =
          client.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + unit.consolePort().orElseThrow() + "/"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertEquals(200, page.statusCode());
      assertTrue(page.body().contains("Log on"), page::body);
    }
  }

  /** It would be found occupied at the first start. */
  @Test
  void aCertificateWhereTheUnitWritesItsPublicKeyIsNamedByTheCheck() throws Exception {
    String clash = example.replaceAll("\\[store]\nfile = .*\n", "");
    assertFalse(clash.equals(example));
    Path file = write(clash);
    ConfigException e =
        assertThrows(ConfigException.class, () -> ConfigReader.read(file, new Devices()));
    String all = String.join("\n", e.problems());
    assertTrue(all.contains("uplink.certificate") && all.contains("signing key"), all);
    Path other = write(clash + "\n[audit]\nkey = \"audit.key.pem\"\n");
    assertEquals("car-7", ConfigReader.read(other, new Devices()).unit().id());
  }
}
