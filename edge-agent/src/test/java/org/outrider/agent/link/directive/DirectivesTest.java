package org.outrider.agent.link.directive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.trust.SignedText;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.cli.Exit;
import org.outrider.agent.cli.Main;
import org.outrider.agent.link.uplink.Mosquitto;
import org.outrider.agent.people.iam.UserList;
import org.outrider.agent.policy.Profiles;
import org.outrider.agent.record.retention.Hold;
import org.outrider.agent.record.retention.HoldList;
import org.outrider.agent.store.SqliteAuditStore;
import org.outrider.agent.unit.AgentUnit;
import org.outrider.agent.unit.UnitFolder;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;
import org.tinylog.Logger;

/** What central sends to a whole unit over a real broker, by the commands that central has. */
class DirectivesTest {
  @TempDir Path folder;
  private Mosquitto broker;
  private AgentUnit unit;

  @BeforeEach
  void start() throws Exception {
    broker = new Mosquitto(Files.createDirectories(folder.resolve("net")));
    broker.start();
    for (String name : List.of("agency", "forger")) {
      SigningKey.make(folder.resolve("keys"), name);
    }
    Files.createDirectories(folder.resolve("trusted"));
    Files.copy(folder.resolve("keys/agency.pem"), folder.resolve("trusted/agency.pem"));
    profile(1, 60);
    Profiles.sign(folder.resolve("own.toml"), key("agency"));
    unit();
  }

  @AfterEach
  void stop() {
    if (unit != null) { // a part of the machine is missing
      unit.close();
      broker.close();
    }
  }

  private SigningKey key(String name) throws Exception {
    return SigningKey.read(folder.resolve("keys/" + name + ".key.pem"));
  }

  private void unit() throws Exception {
    Devices devices = new Devices();
    unit =
        new AgentUnit(
            ConfigReader.parse(
                "test",
                """
                [unit]
                agency = "CT0000000"
                id = "car-7"
                [[camera]]
                id = "front"
                uri = "sim:street?vehicles=0&fps=1"
                [gnss]
                uri = "fixed:41.14,-73.49"
                [policy]
                profile = "own.toml"
                keys = "trusted"
                [users]
                list = "not-there.toml"
                keys = "trusted"
                [console]
                port = 0
                [uplink]
                url = "ssl://localhost:%d"
                ca = "net/ca.pem"
                certificate = "net/unit.pem"
                key = "net/unit.key"
                keys = "trusted"
                """
                    .formatted(broker.port),
                folder,
                devices),
            Path.of("..", "models"),
            devices,
            new SystemClock(),
            false);
    unit.start();
  }

  private void restart() throws Exception {
    unit.close();
    unit();
  }

  private Path users(int version, String... rows) throws Exception {
    StringBuilder text = new StringBuilder(UnitFolder.head(version));
    for (String row : rows) {
      String[] idAndRole = row.split(" ");
      text.append(UnitFolder.user(idAndRole[0], idAndRole[1]));
    }
    return Files.writeString(folder.resolve("users.toml"), text);
  }

  private Path profile(int version, int escalateS) throws Exception {
    return Files.writeString(
        folder.resolve("own.toml"),
        """
        [profile]
        id = "own"
        version = %d
        agency = "CT0000000"
        policy = "test"
        laws = []
        [alerts]
        escalate_s = { value = %d, clause = "1" }
        """
            .formatted(version, escalateS));
  }

  private Path holds(int version, String plate) throws Exception {
    return Files.writeString(
        folder.resolve("holds.toml"),
        """
        [holds]
        agency = "CT0000000"
        version = %d
        [[hold]]
        id = "2026-114"
        reason = "court order"
        plates = ["%s"]
        set_at = "2026-11-21T12:00:00Z"
        """
            .formatted(version, plate));
  }

  private void send(String... args) {
    send(Exit.OK, args);
  }

  private void send(int expected, String... args) {
    List<String> all = new java.util.ArrayList<>(List.of("send"));
    all.addAll(List.of(args));
    all.addAll(
        List.of(
            "--to",
            "CT0000000/car-7",
            "--broker",
            "ssl://localhost:" + broker.port,
            "--ca",
            folder + "/net/ca.pem",
            "--cert",
            folder + "/net/unit.pem",
            "--key",
            folder + "/net/unit.key"));
    assertEquals(expected, Main.run(all.toArray(String[]::new)));
  }

  private void await(Object expected, Supplier<?> what) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!expected.equals(what.get())) {
      assertTrue(
          System.nanoTime() < end,
          () ->
              "%s, expected %s; faults %s".formatted(what.get(), expected, unit.health().faults()));
      LockSupport.parkNanos(20_000_000);
    }
  }

  private String fault(FaultCode code) {
    return unit.health().faults().stream()
        .filter(f -> f.code() == code)
        .map(Fault::cause)
        .findFirst()
        .orElse("");
  }

  private void awaitFault(FaultCode code, String words) {
    await(true, () -> fault(code).contains(words));
  }

  /** 303 for somebody who is let in, 401 for anybody else. */
  private int logOn(String user, String password) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      String at = "http://127.0.0.1:" + unit.consolePort().orElseThrow() + "/logon";
      return client
          .send(
              HttpRequest.newBuilder(URI.create(at))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "user=" + user + "&password=" + password.replace(' ', '+')))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private List<String> events(String word) throws Exception {
    List<String> out = new java.util.ArrayList<>();
    try (SqliteAuditStore store = new SqliteAuditStore(folder.resolve("audit.db"))) {
      store.each(
          line -> {
            if (line.contains(word)) {
              out.add(line);
            }
          });
    }
    return out;
  }

  @Test
  @Tag("IAM-01")
  @Tag("IAM-03")
  void peopleLogOnByTheListThatCentralSentAndNoMoreOnceTheyAreOffIt() throws Exception {
    assertEquals(401, logOn("jdoe", UnitFolder.PASSWORD));
    UserList.sign(users(2, "jdoe officer", "asmith supervisor"), key("agency"));
    send("file", "users", folder + "/users.toml");
    await(303, () -> logOn("jdoe", UnitFolder.PASSWORD));

    UserList.sign(users(4, "mallory officer"), key("forger"));
    send("file", "users", folder + "/users.toml");
    awaitFault(FaultCode.USERS_REFUSED, "signed by key");
    await(1, () -> count("tamper"));
    assertEquals(401, logOn("mallory", UnitFolder.PASSWORD));
    UserList.sign(users(1, "former officer"), key("agency"));
    send("file", "users", folder + "/users.toml");
    awaitFault(FaultCode.USERS_REFUSED, "version 1, expected 2 or higher");
    assertEquals(401, logOn("former", UnitFolder.PASSWORD));
    assertEquals(303, logOn("jdoe", UnitFolder.PASSWORD), "what was in force still is");

    UserList.sign(users(3, "asmith supervisor"), key("agency"));
    send("file", "users", folder + "/users.toml");
    await(401, () -> logOn("jdoe", UnitFolder.PASSWORD));
    assertEquals("", fault(FaultCode.USERS_REFUSED));
    restart();
    assertEquals(303, logOn("asmith", UnitFolder.PASSWORD), "over a restart");
    UserList.sign(users(2, "jdoe officer"), key("agency"));
    Files.copy(folder.resolve("users.toml"), folder.resolve("not-there.toml"));
    Files.copy(folder.resolve("users.toml.sig"), folder.resolve("not-there.toml.sig"));
    restart();
    assertEquals(303, logOn("asmith", UnitFolder.PASSWORD));
    assertEquals(
        "", fault(FaultCode.USERS_REFUSED), "central's is newer than the file: nothing is wrong");
    assertEquals(401, logOn("jdoe", UnitFolder.PASSWORD));
    assertTrue(events("user_list_load").size() >= 2);
  }

  @Test
  @Tag("RET-02")
  void holdsOfCentralAreInForceAtOnceAndOnlyWhatTheAgencySigned() throws Exception {
    HoldList.sign(holds(3, "ZZ10001"), key("agency"));
    send("file", "holds", folder + "/holds.toml");
    Supplier<List<String>> held =
        () ->
            unit.store().retention().holds().stream()
                .map(Hold::plates)
                .map(Object::toString)
                .toList();
    await(List.of("[ZZ10001]"), held);
    await(1, () -> count("hold_set"));

    HoldList.sign(holds(9, "ZZ10009"), key("forger"));
    send("file", "holds", folder + "/holds.toml");
    awaitFault(FaultCode.DIRECTIVE_REFUSED, "signed by key");
    await(1, () -> count("tamper"));
    HoldList.sign(holds(2, "ZZ10009"), key("agency"));
    send("file", "holds", folder + "/holds.toml");
    awaitFault(FaultCode.DIRECTIVE_REFUSED, "version 2, expected 3 or higher");
    assertEquals(List.of("[ZZ10001]"), held.get());
    restart();
    assertEquals(List.of("[ZZ10001]"), held.get());

    Files.writeString(
        folder.resolve("holds.toml"), "[holds]\nagency = \"CT0000000\"\nversion = 4\n");
    HoldList.sign(folder.resolve("holds.toml"), key("agency"));
    send("file", "holds", folder + "/holds.toml");
    await(List.of(), held);
    await("", () -> fault(FaultCode.DIRECTIVE_REFUSED));
  }

  private int count(String word) {
    try {
      return events(word).size();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Tag("UPL-03")
  void aHigherVersionOfTheProfileIsInForceFromTheNextStartAndAnOlderOneNever() throws Exception {
    Files.copy(folder.resolve("own.toml"), folder.resolve("own1.toml"));
    Files.copy(folder.resolve("own.toml.sig"), folder.resolve("own1.toml.sig"));
    profile(3, 90);
    Profiles.sign(folder.resolve("own.toml"), key("agency"));
    send("file", "profile", folder + "/own.toml");
    awaitFault(FaultCode.PROFILE_WAITS, "own@3 is here");
    send("file", "profile", folder + "/own1.toml");
    awaitFault(FaultCode.DIRECTIVE_REFUSED, "version 1, expected 3 or higher");
    Files.copy(
        folder.resolve("own1.toml"),
        folder.resolve("own.toml"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.copy(
        folder.resolve("own1.toml.sig"),
        folder.resolve("own.toml.sig"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    restart();
    await(1, () -> count("\"profile\",\"id\":\"own@3\""));
    assertEquals("", fault(FaultCode.PROFILE_WAITS));
  }

  @Test
  @Tag("IAM-01")
  void anAdministratorOpensALockedAccountFromCentralAndNoRepeatedOrderDoes() throws Exception {
    UserList.sign(users(1, "jdoe officer", "asmith administrator"), key("agency"));
    send("file", "users", folder + "/users.toml");
    await(303, () -> logOn("jdoe", UnitFolder.PASSWORD));
    lock();
    String sign = folder + "/keys/agency.key.pem";
    send(Exit.FAULT, "unlock", "jdoe", "--by", "jdoe", "--sign-with", sign);
    awaitFault(FaultCode.DIRECTIVE_REFUSED, "an administrator, alone");
    String forger = folder + "/keys/forger.key.pem";
    send(Exit.FAULT, "unlock", "jdoe", "--by", "asmith", "--sign-with", forger);
    awaitFault(FaultCode.DIRECTIVE_REFUSED, "signed by key");
    assertEquals(401, logOn("jdoe", UnitFolder.PASSWORD));
    byte[] order = order("asmith", Instant.now().plusSeconds(600));
    publish(order);
    await(303, () -> logOn("jdoe", UnitFolder.PASSWORD));
    lock();
    publish(order);
    send(Exit.FAULT, "unlock", "jdoe", "--by", "jdoe", "--sign-with", sign);
    awaitFault(
        FaultCode.DIRECTIVE_REFUSED, "an administrator, alone"); // came after the repeated one
    assertEquals(401, logOn("jdoe", UnitFolder.PASSWORD));
    publish(order("asmith", Instant.now().minusSeconds(1)));
    awaitFault(FaultCode.DIRECTIVE_REFUSED, "expired");
    send("unlock", "jdoe", "--by", "asmith", "--sign-with", sign);
    assertEquals(303, logOn("jdoe", UnitFolder.PASSWORD), "it was answered, so it was done");
  }

  @Test
  @Tag("UPL-03")
  void centralSeesHowAUnitIsAndWhatItLoggedWithoutAPlaceInIt() throws Exception {
    Logger.tag("test").warn("a line of the log");
    String sign = folder + "/keys/agency.key.pem";
    PrintStream out = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      send("support", "--by", "asmith", "--sign-with", sign);
    } finally {
      System.setOut(out);
    }
    JsonNode report = Json.MAPPER.readTree(said.toByteArray());
    assertEquals("car-7", report.path("health").path("unit_id").asText());
    assertTrue(report.path("log").toString().contains("WARN [test] a line of the log"));
    assertFalse(report.toString().contains("41.14"), "where it stands");
    assertEquals(1, events("\"support\"").size());
    send(Exit.FAULT, "support", "--by", "asmith", "--sign-with", folder + "/keys/forger.key.pem");
    awaitFault(FaultCode.DIRECTIVE_REFUSED, "signed by key");
  }

  @Test
  void aCommandToAUnitThatDoesNotHearItIsNoSuccess() {
    unit.close();

    send(Exit.WARNING, "support", "--by", "asmith", "--sign-with", folder + "/keys/agency.key.pem");
  }

  private void lock() {
    for (int i = 0; i < 5; i++) {
      assertEquals(401, logOn("jdoe", "wrong"));
    }
    assertEquals(401, logOn("jdoe", UnitFolder.PASSWORD), "locked");
  }

  @Test
  @Tag("IAM-01")
  void aCommandDatedAheadIsRefusedAndBlocksNoLaterOne() throws Exception {
    UserList.sign(users(1, "jdoe officer", "asmith administrator"), key("agency"));
    send("file", "users", folder + "/users.toml");
    await(303, () -> logOn("jdoe", UnitFolder.PASSWORD));
    lock();
    publish(order("asmith", Instant.parse("9999-01-01T00:00:00Z"), Instant.MAX));
    awaitFault(FaultCode.DIRECTIVE_REFUSED, "issued at 9999-01-01T00:00:00Z, expected");
    publish(order("asmith", Instant.now(), Instant.parse("9999-01-01T00:00:00Z")));
    awaitFault(FaultCode.DIRECTIVE_REFUSED, "expires at 9999-01-01T00:00:00Z, expected");
    assertEquals(401, logOn("jdoe", UnitFolder.PASSWORD));
    publish(order("asmith", Instant.now().plusSeconds(600)));
    await(303, () -> logOn("jdoe", UnitFolder.PASSWORD));
  }

  @Test
  @Tag("IAM-01")
  void aListOfUsersThatHasEndedReplacesNoGoodOne() throws Exception {
    UserList.sign(users(1, "jdoe officer"), key("agency"));
    send("file", "users", folder + "/users.toml");
    await(303, () -> logOn("jdoe", UnitFolder.PASSWORD));
    Path ended = users(2, "asmith officer");
    String yesterday =
        Files.readString(ended)
            .replaceFirst("valid_until = .*", "valid_until = \"2026-01-31T00:00:00Z\"");
    Files.writeString(ended, yesterday);
    UserList.sign(ended, key("agency"));
    send("file", "users", folder + "/users.toml");
    awaitFault(FaultCode.USERS_REFUSED, "version 2 ended at 2026-01-31T00:00:00Z");
    assertEquals(303, logOn("jdoe", UnitFolder.PASSWORD));
    UserList.sign(users(2, "asmith officer"), key("agency"));
    send("file", "users", folder + "/users.toml");
    await(303, () -> logOn("asmith", UnitFolder.PASSWORD));
  }

  private byte[] order(String by, Instant expires) throws Exception {
    return order(by, Instant.now(), expires);
  }

  private byte[] order(String by, Instant issued, Instant expires) throws Exception {
    String text =
        """
        {"name":"unlock","unit":"CT0000000/car-7","user":"jdoe","by":"%s","issued_at":"%s",
         "expires_at":"%s"}\
        """
            .formatted(by, issued, expires);
    return SignedText.sign(RemoteCommands.KIND, text, key("agency")).write();
  }

  private void publish(byte[] message) throws Exception {
    Files.write(folder.resolve("message"), message);
    Process sent =
        new ProcessBuilder(
                "mosquitto_pub",
                "-V",
                "5",
                "-h",
                "localhost",
                "-p",
                String.valueOf(broker.port),
                "--cafile",
                folder + "/net/ca.pem",
                "--cert",
                folder + "/net/unit.pem",
                "--key",
                folder + "/net/unit.key",
                "-q",
                "1",
                "-t",
                "alpr/v1/CT0000000/car-7/cmd/unlock",
                "-f",
                folder + "/message")
            .redirectErrorStream(true)
            .start();
    assertEquals("", new String(sent.getInputStream().readAllBytes()));
    assertEquals(0, sent.waitFor());
  }
}
