package org.outrider.agent.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.link.uplink.OutboxRow;
import org.outrider.agent.store.SqliteAuditStore;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;

/** What a session is for, and around which scene, in a whole unit that reads a simulated street. */
class CanvassTest {
  @TempDir Path folder;
  private AgentUnit unit;
  private String console;
  private int seen;

  @BeforeEach
  void start() throws Exception {
    UnitFolder in = new UnitFolder(folder);
    in.users("officer", "technician");
    in.profile(
        "[capture]\npurpose_required = { value = true, clause = \"2\" }\n"
            + "[purpose]\nforbidden = { value = [\"personal\"], clause = \"3\" }\n");
    in.config();
    Path config = folder.resolve("outrider.toml");
    Files.writeString(
        config,
        Files.readString(config).replace("sim:street", "sim:street?vehicles=400&fps=5&seed=3")
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
    List<String> all = new ArrayList<>(List.of("session"));
    all.addAll(List.of(args));
    all.addAll(
        List.of("--console", console, "--session-file", folder.resolve("session").toString()));
    return UnitFolder.run(all.toArray(String[]::new));
  }

  private String open(String user, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("open", user, "--password-file", folder.resolve("password").toString()));
    all.addAll(List.of(more));
    return session(all.toArray(String[]::new));
  }

  /** The next read that is stored from now on. */
  private JsonNode next() throws Exception {
    unit.store().flush().join();
    seen = unit.store().waiting(OutboxLane.READ, 1000).size();
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (unit.store().waiting(OutboxLane.READ, 1000).size()
        <= seen + 1) { // one may be on its way
      assertTrue(System.nanoTime() < end, "no read within a minute");
      LockSupport.parkNanos(50_000_000);
    }
    List<OutboxRow> all = unit.store().waiting(OutboxLane.READ, 1000);
    return Json.MAPPER.readTree(
        new String(unit.store().body(all.getLast()), StandardCharsets.UTF_8));
  }

  private boolean isAudited(String... words) throws Exception {
    List<String> lines = new ArrayList<>();
    try (SqliteAuditStore audit = new SqliteAuditStore(folder.resolve("audit.db"))) {
      audit.each(lines::add);
    }
    return lines.stream().anyMatch(l -> List.of(words).stream().allMatch(l::contains));
  }

  @Test
  @Tag("CAP-04")
  @Tag("CAP-07")
  void readsBearWhatTheSessionIsForAndTheCaseWhoseSurroundingsAreCanvassed() throws Exception {
    assertTrue(open("officer").startsWith("2 outrider: purpose: \"\", expected any of"));
    assertTrue(
        open("officer", "--purpose", "personal")
            .startsWith("2 outrider: purpose: \"personal\", expected any of"));
    assertEquals(
        "0 car-7: officer logged on as officer", open("officer", "--purpose", "stolen_vehicle"));
    JsonNode plain = next();
    assertEquals("stolen_vehicle", plain.path("purpose_code").asText(), plain::toString);
    assertTrue(plain.path("canvass_case").isNull(), plain::toString);

    assertTrue(session("canvass", " ").contains("case_number"), "a case without a number");
    assertEquals(
        "0 car-7: canvass for 26-0417", session("canvass", "26-0417", "--area", "Main Street"));
    JsonNode canvassed = next();
    assertEquals("26-0417", canvassed.path("canvass_case").asText(), canvassed::toString);
    assertEquals(plain.path("session_id"), canvassed.path("session_id"));
    assertTrue(isAudited("\"canvass_begin\"", "26-0417", "Main Street"));

    assertEquals("0 car-7: canvass ended", session("canvass"));
    assertTrue(next().path("canvass_case").isNull());
    assertTrue(isAudited("\"canvass_end\"", "26-0417"));
  }

  @Test
  @Tag("CAP-07")
  void whoAnswersNoAlertsBeginsNoCanvass() throws Exception {
    open("technician", "--purpose", "stolen_vehicle");
    String refused = session("canvass", "26-0417");
    assertTrue(refused.startsWith("2 ") && refused.contains("403"), refused);
    assertTrue(isAudited("\"access\"", "deny"));
  }
}
