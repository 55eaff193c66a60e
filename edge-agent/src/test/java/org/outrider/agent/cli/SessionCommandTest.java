package org.outrider.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.store.SqliteAuditStore;
import org.outrider.agent.unit.AgentUnit;
import org.outrider.agent.unit.UnitFolder;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;

/** The session commands against the console of a whole unit that runs. */
@Tag("IAM-01")
class SessionCommandTest {
  @TempDir Path folder;
  private AgentUnit unit;
  private String console;

  @BeforeEach
  void start() throws Exception {
    UnitFolder in = new UnitFolder(folder);
    in.users("officer", "technician");
    in.profile("");
    in.config();
    Path config = folder.resolve("outrider.toml");
    Files.writeString(
        config,
        Files.readString(config).replace("sim:street", "sim:street?vehicles=0&fps=1")
            + "[console]\nport = 0\n");
    Devices devices = new Devices();
    unit =
        new AgentUnit(
            ConfigReader.read(config, devices),
            Path.of("..", "models"),
            devices,
            new SystemClock(),
            false);
    unit.start();
    console = "http://127.0.0.1:" + unit.consolePort().orElseThrow();
  }

  @AfterEach
  void stop() {
    if (unit != null) { // a part of the machine is missing
      unit.close();
    }
  }

  private String session(String... args) {
    String[] all = new String[args.length + 5];
    all[0] = "session";
    System.arraycopy(args, 0, all, 1, args.length);
    all[args.length + 1] = "--console";
    all[args.length + 2] = console;
    all[args.length + 3] = "--session-file";
    all[args.length + 4] = folder.resolve("session").toString();
    return UnitFolder.run(all);
  }

  private String open(String user) {
    return session("open", user, "--password-file", folder.resolve("password").toString());
  }

  private boolean isAudited(String text) throws Exception {
    List<String> lines = new ArrayList<>();
    try (SqliteAuditStore audit = new SqliteAuditStore(folder.resolve("audit.db"))) {
      audit.each(lines::add);
    }
    return lines.stream().anyMatch(l -> l.contains(text));
  }

  @Test
  void aTechnicianLogsOnSeesTheUnitAndLogsOffWithoutABrowser() throws Exception {
    assertEquals("0 car-7: technician logged on as technician", open("technician"));
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("session"))));
    String shown = session("show");
    assertTrue(shown.contains("car-7: technician (A technician), technician, since"), shown);
    assertTrue(shown.contains("Camera front"), shown);
    assertTrue(shown.startsWith("1 "), shown); // no list: a warning is due
    JsonNode json = Json.MAPPER.readTree(session("show", "--json").substring(2));
    assertEquals("technician", json.path("role").asText());
    assertFalse(json.has("form"), json::toString);
    assertTrue(session("close").contains("technician logged off"));
    unit.store().flush().join();
    String report =
        new String(
            unit.store().body(unit.store().waiting(OutboxLane.SESSION, 1).getFirst()),
            StandardCharsets.UTF_8);
    assertTrue(report.contains("\"user_id\":\"technician\""), report);
    assertTrue(report.contains("\"reads\":0,\"hits\":0"), report);
    assertFalse(Files.exists(folder.resolve("session")));
    assertEquals(
        "2 outrider: nobody is logged on: use `outrider session open USER`", session("show"));
    assertTrue(isAudited("\"logout\""));
  }

  @Test
  void whatTheConsoleRefusesTheCommandRefusesAndItIsWrittenDown() throws Exception {
    Files.writeString(folder.resolve("wrong"), "not the password\n");
    String wrong =
        session("open", "officer", "--password-file", folder.resolve("wrong").toString());
    assertTrue(wrong.startsWith("2 outrider: user or password is wrong"), wrong);
    assertTrue(isAudited("login_failed"));
    assertEquals("0 car-7: officer logged on as officer", open("officer"));
    Files.writeString(folder.resolve("session"), "outrider=stolen\n");
    assertEquals("2 outrider: log on first (401)", session("show"));
  }

  @Test
  void anAddressWhereNoConsoleIsSaysSo() {
    console = "http://127.0.0.1:1";
    String answer = open("officer");
    assertTrue(answer.startsWith("2 outrider: http://127.0.0.1:1: the console cannot be"), answer);
  }
}
