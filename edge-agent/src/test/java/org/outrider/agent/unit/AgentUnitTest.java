package org.outrider.agent.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import org.outrider.agent.alert.disposition.Disposition;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.link.uplink.OutboxRow;
import org.outrider.agent.link.uplink.Waiting;
import org.outrider.agent.policy.Profiles;
import org.outrider.agent.unit.config.ConfigReader;
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
    for (OutboxRow row : Waiting.rows(unit.store(), 1000)) {
      if (row.lane() == OutboxLane.READ) {
        out.add(new ObjectMapper().readTree(unit.store().body(row)));
      }
    }
    return out;
  }

  @Test
  @Tag("CAP-01")
  @Tag("ALR-01")
  @Tag("CAP-06")
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
      assertEquals(FaultCode.SOUNDER_FAILED, unit.health().faults().getFirst().code());
    }
  }

  private void profile(long version, SigningKey key) throws Exception {
    Path file = folder.resolve("our.toml");
    Files.writeString(
        file,
        """
        [profile]
        id = "our-agency"
        version = %d
        agency = "Our agency"
        policy = "Test policy"
        effective = "2026-01-01"
        """
            .formatted(version));
    Profiles.sign(file, key);
  }

  @Test
  @Tag("ALR-01")
  void aUnitReadsWhoseConsoleHasNoCertificateYet() throws Exception {
    try (AgentUnit unit =
        unit(
            """
            [unit]
            agency = "TEST00000"
            id = "pole-3"
            deployment = "fixed"
            [[camera]]
            id = "front"
            uri = "sim:parked?plates=GXY1284&seconds=3&fps=5"
            [gnss]
            uri = "fixed:41.14,-73.49"
            [audit]
            key = "audit.key.pem"
            [users]
            list = "users.toml"
            keys = "agency.pem"
            [console]
            host = "0.0.0.0"
            port = 0
            certificate = "unit.pem"
            key = "unit.key"
            """)) {
      unit.start();
      assertTrue(unit.awaitEnd(Duration.ofSeconds(60)));
      assertEquals("GXY1284", reads(unit).getFirst().path("plate").path("normalized").asText());
      assertTrue(
          unit.health().faults().stream()
              .anyMatch(
                  f -> f.code() == FaultCode.CONSOLE_FAILED && f.cause().contains("not there")));
    }
  }

  @Test
  void aUnitNeverRunsUnderAnOlderVersionOfItsProfile() throws Exception {
    SigningKey.make(folder.resolve("keys"), "agency");
    SigningKey key = SigningKey.read(folder.resolve("keys/agency.key.pem"));
    Files.createDirectories(folder.resolve("trusted"));
    Files.copy(folder.resolve("keys/agency.pem"), folder.resolve("trusted/agency.pem"));
    String config =
        """
        [unit]
        agency = "TEST00000"
        id = "car-7"
        [[camera]]
        id = "front"
        uri = "sim:street?vehicles=0"
        [gnss]
        uri = "fixed:41.14,-73.49"
        [policy]
        profile = "our.toml"
        keys = "trusted"
        """;
    profile(2, key);
    unit(config).close();
    unit(config).close();
    profile(1, key);
    CommandException e = assertThrows(CommandException.class, () -> unit(config));
    assertEquals(
        "profile our-agency version 1: version 2 was in force on this unit, expected that or a"
            + " higher one",
        e.getMessage());
    profile(3, key);
    unit(config).close();
  }

  @Test
  @Tag("ALR-03")
  void aButtonAnswersTheAlertAndOneThatIsNotThereIsAFault() throws Exception {
    Files.writeString(folder.resolve("list.csv"), "plate,category\nGXY1284,stolen_vehicle\n");
    try (AgentUnit unit =
        unit(
            """
            [unit]
            agency = "TEST00000"
            id = "car-7"
            [[camera]]
            id = "front"
            uri = "sim:parked?plates=GXY1284&seconds=8&fps=5"
            [gnss]
            uri = "fixed:41.14,-73.49"
            [alert]
            accept_button = "sim:presses?at=1,6,7"
            reject_button = "gpio:4"
            [hotlist]
            file = "list.csv"
            """)) {
      unit.start();
      assertTrue(unit.awaitEnd(Duration.ofSeconds(60)));
      Disposition only = unit.dispositions().all().getFirst();
      assertEquals(Disposition.State.ACCEPTED, only.state());
      assertEquals("button", only.answer().by().userId());
      assertEquals(
          List.of(FaultCode.BUTTON_LOST),
          unit.health().faults().stream().map(f -> f.code()).toList());
    }
  }
}
