package org.outrider.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.trust.SignedText;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.link.uplink.Mosquitto;
import org.outrider.agent.link.uplink.MqttOptions;
import org.outrider.agent.link.uplink.mqtt.PahoTransport;
import org.outrider.agent.store.SqliteAuditStore;
import org.outrider.agent.store.SqliteStore;
import org.outrider.agent.unit.UnitFolder;
import org.outrider.central.CentralReceiver;
import org.outrider.central.JdbcCentralStore;
import org.outrider.hal.clock.SystemClock;

/** The end of a unit. */
class WipeCommandTest {
  private static final String PLATE = "ZZ71717";

  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void unit() throws Exception {
    home = Files.createDirectories(folder.resolve("unit"));
    UnitFolder unit = new UnitFolder(home);
    unit.users("officer", "administrator");
    unit.profile("");
    unit.config();
    try (SqliteStore store = store()) {
      store.storeRead(
          "r1",
          Instant.now(),
          true,
          """
          {"read_id":"r1","captured_at":"2026-11-21T12:00:00Z","plate":{"raw":"%s"}}\
          """
              .formatted(PLATE)
              .getBytes(StandardCharsets.UTF_8),
          List.of());
      store.flush().join();
    }
    Files.copy(home.resolve("password"), folder.resolve("password"));
    Files.delete(home.resolve("password"));
    SigningKey.readOrMake(home.resolve("unit.key.pem"));
    Files.createDirectories(folder.resolve("keys"));
    Files.copy(home.resolve("unit.pem"), folder.resolve("keys/unit.pem"));
  }

  private SqliteStore store() throws Exception {
    return SqliteStore.open(home.resolve("outrider.db"), new Health(), new SystemClock()::utc);
  }

  private String wipe(String as, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "wipe",
                "--config",
                home + "/outrider.toml",
                "--as",
                as,
                "--password-file",
                folder + "/password",
                "--reason",
                "sold",
                "--statement",
                folder + "/statement.json"));
    args.addAll(List.of(more));
    return UnitFolder.run(args.toArray(String[]::new));
  }

  private List<String> left() throws Exception {
    try (Stream<Path> files = Files.walk(home)) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> home.relativize(f).toString())
          .sorted()
          .toList();
    }
  }

  /** What the agency made and gives to any unit. */
  private static final List<String> PUBLIC =
      List.of(
          "keys/agency.key.pem",
          "keys/agency.pem",
          "own.toml",
          "own.toml.sig",
          "trusted/agency.pem");

  @Test
  @Tag("AUD-07")
  void whatCentralDoesNotHaveIsDeliveredWithTheEventItselfBeforeNothingIsLeft() throws Exception {
    try (Mosquitto broker = new Mosquitto(Files.createDirectories(folder.resolve("net")));
        JdbcCentralStore received = JdbcCentralStore.open(folder.resolve("central.db"))) {
      broker.start();
      MqttOptions tls = broker.options("unit");
      Files.copy(tls.key(), home.resolve("broker.key"));
      Files.writeString(
          home.resolve("outrider.toml"),
          """

          [uplink]
          url = "%s"
          ca = "%s"
          certificate = "%s"
          key = "broker.key"
          resend_s = 1
          """
              .formatted(tls.url(), tls.ca(), tls.certificate()),
          java.nio.file.StandardOpenOption.APPEND);
      CentralReceiver central =
          new CentralReceiver(
              received,
              new PahoTransport(tls, "central-1", CentralReceiver.subscriptions("", false), null),
              Clock.systemUTC(),
              null,
              null);
      central.start();
      String said = wipe("administrator", "--yes", "--wait", "60");
      central.close();
      assertTrue(said.startsWith("0 "), said);
      assertTrue(said.contains("car-7: wiped, "), said);
    }
    assertEquals(PUBLIC, left());
    String central = Files.readString(folder.resolve("central.db"), StandardCharsets.ISO_8859_1);
    assertTrue(central.contains(PLATE), "central has the read");
    assertTrue(central.contains("\"action\":\"wipe\""), "central has the event");

    SignedText statement =
        SignedText.parse("statement", Files.readAllBytes(folder.resolve("statement.json")));
    statement.verify(WipeCommand.KIND, "statement", TrustedKeys.of(folder.resolve("keys")));
    JsonNode says = Json.MAPPER.readTree(statement.text());
    assertEquals(
        "car-7 administrator sold",
        "%s %s %s"
            .formatted(
                says.path("unit_id").asText(),
                says.at("/by/user_id").asText(),
                says.path("reason").asText()));
    assertEquals(1, says.path("reads_stored").asInt());
    assertTrue(says.path("undelivered").isEmpty(), says.toString());
  }

  @Test
  @Tag("AUD-07")
  void withoutCentralNothingIsErasedUnlessThatIsMeantAndThenItIsStated() throws Exception {
    List<String> before = left();
    String refused = wipe("administrator", "--yes");
    assertTrue(refused.startsWith("1 "), refused);
    assertTrue(
        refused.contains("nothing is erased: central does not have {audit=2, read=1}"), refused);
    assertTrue(left().containsAll(before), left().toString());
    String said = wipe("administrator", "--yes", "--undelivered");
    assertTrue(said.startsWith("0 "), said);
    String statement = Files.readString(folder.resolve("statement.json"));
    assertTrue(
        statement.contains("\\\"undelivered\\\":{\\\"audit\\\":4,\\\"read\\\":1}"), statement);
    assertEquals(PUBLIC, left());
  }

  @Test
  void onlyAnAdministratorMayAndWhoMeansIt() throws Exception {
    List<String> before = left();
    assertTrue(wipe("officer", "--yes").contains("to wipe the unit is for [administrator]"));
    String asked = wipe("administrator");
    assertTrue(asked.startsWith("2 ") && asked.contains("terminal"), asked);
    assertTrue(left().containsAll(before), left().toString());
  }

  @Test
  @Tag("RET-02")
  void whatIsHeldAndAnAgentThatRunsAreNotWiped() throws Exception {
    try (SqliteStore running = store()) {
      running.flush().join();
      String inUse = wipe("administrator", "--yes", "--undelivered");
      assertTrue(inUse.contains("in use, expected a stopped agent"), inUse);
    }
    String held =
        UnitFolder.run(
            "hold",
            "set",
            "--config",
            home + "/outrider.toml",
            "--as",
            "administrator",
            "--password-file",
            folder + "/password",
            "--id",
            "o1",
            "--plate",
            PLATE,
            "--reason",
            "court order");
    assertTrue(held.startsWith("0 "), held);
    String refused = wipe("administrator", "--yes", "--undelivered");
    assertTrue(refused.contains("nothing is done: held by [o1]"), refused);
    try (SqliteAuditStore events = new SqliteAuditStore(home.resolve("audit.db"))) {
      List<String> lines = new ArrayList<>();
      events.each(lines::add);
      assertFalse(lines.toString().contains("\"action\":\"wipe\""), lines.toString());
    }
  }

  @Test
  void anInterruptedWipeGoesOnAndNoAgentStartsMeanwhile() throws Exception {
    Files.delete(home.resolve("outrider.db"));
    Files.delete(home.resolve("unit.key.pem"));
    Files.createFile(home.resolve("outrider.toml.wiping"));
    String run = UnitFolder.run("run", "--config", home + "/outrider.toml");
    assertTrue(run.startsWith("2 ") && run.contains("is being wiped"), run);
    String said = wipe("nobody");
    assertTrue(said.startsWith("0 "), said);
    assertEquals(PUBLIC, left());
  }
}
