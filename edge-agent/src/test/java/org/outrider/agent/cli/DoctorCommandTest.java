package org.outrider.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.store.SqliteStore;
import org.outrider.agent.unit.UnitFolder;

class DoctorCommandTest {
  @TempDir Path folder;
  private UnitFolder unit;

  @BeforeEach
  void unit() throws Exception {
    unit = new UnitFolder(folder);
    unit.users("technician");
    unit.profile("");
    unit.config();
    Path device = folder.resolve("board/sys/class/block/mmcblk0/device");
    Files.createDirectories(device);
    Files.writeString(device.resolve("name"), "SC64G");
    Files.writeString(device.resolve("life_time"), "0x01 0x0a");
    Files.writeString(
        folder.resolve("outrider.toml"),
        Files.readString(folder.resolve("outrider.toml"))
            + "[inventory]\nboard = \"sysfs:%s/board\"\n".formatted(folder));
  }

  private JsonNode doctor(int exit, String... more) throws Exception {
    String said =
        UnitFolder.run(
            Stream.concat(
                    Stream.of(
                        "doctor",
                        "--config",
                        folder + "/outrider.toml",
                        "--models",
                        "../models",
                        "--json"),
                    Stream.of(more))
                .toArray(String[]::new));
    assertTrue(said.startsWith(exit + " "), said);
    return Json.MAPPER.readTree(said.substring(said.indexOf('{')));
  }

  private static String of(JsonNode report, String part) {
    for (JsonNode f : report.path("findings")) {
      if (f.path("part").asText().equals(part)) {
        return f.path("verdict").asText() + ": " + f.path("value").asText();
      }
    }
    return "(nothing)";
  }

  @Test
  @Tag("INV-05")
  @Tag("INV-04")
  void eachPartIsJudgedAndTheWorstIsTheExitCode() throws Exception {
    try (SqliteStore store =
        SqliteStore.open(folder.resolve("outrider.db"), new Health(), Instant::now)) {
      byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
      store.storeRead("r1", Instant.now(), true, body, List.of()).join();
      store.quarantine(OutboxLane.READ, "r1", "refused").join();
      store
          .storeReport(
              OutboxLane.DAMAGE,
              "d1",
              body,
              "damage",
              "{\"open\":[{\"component\":\"lens\",\"note\":\"cracked\"}]}"
                  .getBytes(StandardCharsets.UTF_8))
          .join();
      store
          .remember("service", "{\"cleaned\":\"2020-01-01\"}".getBytes(StandardCharsets.UTF_8))
          .join();
    }
    JsonNode report = doctor(1);
    assertEquals("GOOD: read right", of(report, "known plate"));
    assertTrue(of(report, "camera front").startsWith("GOOD: "), of(report, "camera front"));
    assertEquals("GOOD: 3D fix", of(report, "gnss"));
    assertEquals("WARN: 100 % of its rated life is used", of(report, "storage wear"));
    assertEquals("WARN: 1 row that central refused", of(report, "refused"));
    assertEquals("GOOD: no central is configured", of(report, "backlog"));
    assertEquals("WARN: by 2020-01-31", of(report, "to be cleaned"));
    assertEquals("WARN: lens: cracked", of(report, "damage"));
    assertEquals("GOOD: own@1", of(report, "profile"));
    assertEquals("WARN: none", of(report, "hot list"));
    assertEquals("warn", report.path("verdict").asText());
    assertTrue(of(report, "sound").endsWith(" opens"), of(report, "sound"));
    assertTrue(of(report, "light").startsWith("GOOD: "), of(report, "light"));
    assertTrue(of(doctor(1, "--test-alert"), "sound").endsWith(" said TEST"));
    Files.writeString(folder.resolve("outrider.toml"), "[unit]\n");
    assertTrue(of(doctor(2), "configuration").contains("unit.agency"));
  }
}
