package org.outrider.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.store.SqliteAuditStore;
import org.outrider.agent.store.SqliteStore;
import org.outrider.agent.unit.UnitFolder;
import org.outrider.hal.clock.SystemClock;

/** Holds by command, beside a unit's database. */
class HoldCommandTest {
  @TempDir Path folder;

  private String hold(String what, String as, String... more) {
    List<String> args = new ArrayList<>(List.of("hold", what));
    args.addAll(List.of("--config", folder + "/outrider.toml"));
    if (!as.isEmpty()) {
      args.addAll(List.of("--as", as, "--password-file", folder + "/password"));
    }
    args.addAll(List.of(more));
    return UnitFolder.run(args.toArray(String[]::new));
  }

  @BeforeEach
  void unit() throws Exception {
    UnitFolder unit = new UnitFolder(folder);
    unit.users("officer", "supervisor", "administrator");
    unit.profile("");
    unit.config();
    try (SqliteStore store =
        SqliteStore.open(folder.resolve("outrider.db"), new Health(), new SystemClock()::utc)) {
      for (String plate : List.of("ZZ10001", "ZZ10001", "ZZ10002")) {
        String id = "r" + store.counts().getOrDefault("reads_stored", 0L);
        store.storeRead(
            id,
            Instant.now(),
            true,
            """
            {"read_id":"%s","captured_at":"2026-11-21T12:00:00Z","plate":{"raw":"%s"}}\
            """
                .formatted(id, plate)
                .getBytes(StandardCharsets.UTF_8),
            List.of());
        store.flush().join();
      }
    }
  }

  @Test
  @Tag("RET-02")
  @Tag("RET-04")
  void aSupervisorSetsAHoldAndOnlyAnAdministratorReleasesItBothWrittenDown() throws Exception {
    assertEquals("0 no holds", hold("list", ""));
    String[] order = {"--id", "o1", "--plate", "ZZ10001", "--reason", "court order"};
    assertTrue(hold("set", "officer", order).contains("officer is officer: to set a hold"));
    assertEquals("0 o1: set, covers 2 reads now", hold("set", "supervisor", order));
    assertTrue(hold("set", "supervisor", order).startsWith("2 outrider: o1: is set already"));
    assertTrue(hold("list", "").contains("by supervisor: court order, covers 2 reads"));
    assertTrue(hold("list", "", "--json").contains("\"covers\":2"));
    assertTrue(hold("release", "supervisor", "o1", "--reason", "x").startsWith("2 "));
    assertEquals(
        "0 o1: released", hold("release", "administrator", "o1", "--reason", "case closed"));
    assertEquals("0 no holds", hold("list", ""));
    List<String> events = new ArrayList<>();
    try (SqliteAuditStore store = new SqliteAuditStore(folder.resolve("audit.db"))) {
      store.each(events::add);
    }
    List<String> said =
        events.stream()
            .filter(e -> e.contains("hold_") || e.contains("a hold"))
            .map(
                e ->
                    e.replaceAll(
                        ".*\"user_id\":\"(\\w+)\".*\"action\":\"(\\w+)\".*\"result\":\"(\\w+)\".*",
                        "$1 $2 $3"))
            .toList();
    assertEquals(
        List.of(
            "officer access deny",
            "supervisor hold_set allow",
            "supervisor access deny",
            "administrator hold_release allow"),
        said);
  }

  @Test
  @Tag("RET-04")
  void whatIsNotRightIsSaidAndNothingIsHeld() {
    assertTrue(
        hold("set", "supervisor", "--reason", "x")
            .contains("expected at least one of ids, plates"));
    String[] ending = {
      "--kind", "case", "--plate", "A", "--reason", "x", "--ends-at", "2027-01-31T00:00:00Z"
    };
    String said = hold("set", "supervisor", ending);
    assertTrue(said.contains("a case ends when it is decided"), said);
    assertTrue(said.contains("case_number: (missing)"), said);
    assertTrue(
        hold("set", "supervisor", "--reason", "x", "--from", "yesterday")
            .contains("--from yesterday, expected 2027-01-31T00:00:00Z"));
    assertTrue(
        hold("set", "supervisor", "--reason", "x", "--lat", "41")
            .contains("--lat, --lon and --radius-m go together"));
    assertEquals("0 no holds", hold("list", ""));
  }

  @Test
  void aListOfHoldsThatIsNotRightNamesEveryProblem() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("holds.toml"),
            """
            [holds]
            agency = "CT0000000"
            version = 3
            [[hold]]
            id = "a"
            reason = "x"
            set_at = "2026-11-21T12:00:00Z"
            [[hold]]
            id = "a"
            kind = "cold"
            lat = 91
            """);
    String said = UnitFolder.run("hold", "check", file.toString());
    assertTrue(said.startsWith("2 "), said);
    for (String problem :
        List.of(
            "hold[0].ids: (missing)",
            "hold[1].id = a, expected a name that no other hold has",
            "hold[1].kind = cold",
            "hold[1].reason = (missing)",
            "hold[1].set_at = (missing)",
            "hold[1].lat = 91",
            "hold[1].lon = (missing)")) {
      assertTrue(said.contains(problem), problem + " in " + said);
    }
  }
}
