package org.outrider.agent.people.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.store.SqliteAuditStore;
import org.outrider.hal.sim.ManualClock;

class AuditTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final UnitId UNIT = new UnitId("CT0000000", "car-7", Deployment.MOBILE);
  private static final Actor JDOE = new Actor("jdoe", "officer");

  @TempDir Path folder;
  private final Health health = new Health();
  private final ManualClock clock = new ManualClock(NOW);
  private SigningKey key;

  @BeforeEach
  void makeKey() throws Exception {
    SigningKey.make(folder, "unit");
    key = SigningKey.read(folder.resolve("unit.key.pem"));
  }

  private Audit audit() {
    return new Audit(
        UNIT,
        "default@1",
        Keep.END_OF_NEXT_CALENDAR_YEAR,
        new SqliteAuditStore(folder.resolve("audit.db")),
        key,
        clock,
        health);
  }

  private static AuditEntry check(Actor by, String plate) {
    return AuditEntry.of(by, Action.MANUAL_CHECK, "hotlist", "")
        .in("s1", "J. \"Doe\", the \"hash\":\" one")
        .with("query", plate)
        .with("purpose", "stolen_vehicle");
  }

  private List<String> lines() throws Exception {
    List<String> out = new ArrayList<>();
    try (SqliteAuditStore store = new SqliteAuditStore(folder.resolve("audit.db"))) {
      store.each(out::add);
    }
    return out;
  }

  private AuditChain.Report verified(List<String> lines) throws Exception {
    AuditChain chain = new AuditChain(TrustedKeys.ofFile(folder.resolve("unit.pem")));
    lines.forEach(chain::add);
    return chain.report();
  }

  private List<String> export(int events) throws Exception {
    try (Audit audit = audit()) {
      for (int i = 0; i < events; i++) {
        audit.record(check(JDOE, "ABC" + i));
      }
    }
    List<String> out = new ArrayList<>(lines());
    out.add(AuditChain.end(verified(out), NOW, key));
    return out;
  }

  @Test
  @Tag("AUD-02")
  @Tag("AUD-03")
  void anEventNamesPersonAgencyTimeQueryAndPurpose() throws Exception {
    try (Audit audit = audit()) {
      audit.record(check(JDOE, "ABC123").with("reason", "seen driving off"));
    }
    String line = lines().getFirst();
    for (String part :
        List.of(
            "\"seq\":1,",
            "\"at\":\"2026-11-22T12:00:00Z\"",
            "\"actor\":{\"user_id\":\"jdoe\",\"name\":",
            "\"role\":\"officer\",\"agency_id\":\"CT0000000\"}",
            "\"action\":\"manual_check\"",
            "\"purpose\":\"stolen_vehicle\",\"query\":\"ABC123\",\"reason\":\"seen driving off\"",
            "\"result\":\"allow\"")) {
      assertTrue(line.contains(part), () -> part + " in " + line);
    }
  }

  @Test
  @Tag("AUD-04")
  @Tag("AUD-05")
  void whatWasWrittenIsAWholeChainAndItsExportToo() throws Exception {
    AuditChain.Report r = verified(export(7));
    assertEquals(List.of(), r.problems());
    assertEquals(7, r.events());
    assertEquals(7, r.lastSeq());
    assertTrue(r.isClosed());
    assertEquals("car-7", r.unit().unit());
  }

  @Test
  @Tag("AUD-05")
  void whoeverTakesOutAltersTurnsRoundOrCutsIsFound() throws Exception {
    List<String> whole = export(6);
    for (int i = 0; i < 6; i++) {
      List<String> without = new ArrayList<>(whole);
      without.remove(i);
      assertFalse(verified(without).problems().isEmpty(), "without " + i);
      List<String> altered = new ArrayList<>(whole);
      altered.set(i, altered.get(i).replace("ABC" + i, "XYZ" + i));
      assertTrue(verified(altered).problems().getFirst().contains("altered"), "altered " + i);
    }
    List<String> turned = new ArrayList<>(whole);
    turned.set(2, whole.get(3));
    turned.set(3, whole.get(2));
    assertFalse(verified(turned).problems().isEmpty());
    List<String> cut = new ArrayList<>(whole);
    cut.remove(5);
    assertTrue(verified(cut).problems().getFirst().contains("ends with number 6"));
    List<String> open = new ArrayList<>(whole);
    open.remove(6);
    assertFalse(verified(open).isClosed());
  }

  @Test
  @Tag("AUD-05")
  void aChainThatSomebodyElseSignedAnewIsFound() throws Exception {
    List<String> whole = export(3);
    SigningKey.make(folder, "other");
    AuditChain chain = new AuditChain(TrustedKeys.ofFile(folder.resolve("other.pem")));
    whole.forEach(chain::add);
    assertEquals(4, chain.report().problems().size(), "three events and the end");
  }

  @Test
  @Tag("AUD-05")
  void theShippedScriptAgrees() throws Exception {
    Path file = folder.resolve("export.jsonl");
    List<String> whole = export(4);
    Files.write(file, whole);
    assertEquals(0, script(file));
    Files.write(file, whole.stream().filter(l -> !l.contains("ABC2")).toList());
    assertEquals(2, script(file));
    Files.write(file, whole.stream().map(l -> l.replace("ABC2", "ABC9")).toList());
    assertEquals(2, script(file));
    Files.write(file, whole.subList(0, 4));
    assertEquals(2, script(file), "no end");
  }

  private int script(Path file) throws Exception {
    Path root = Path.of("").toAbsolutePath();
    Path home = Files.exists(root.resolve("tools")) ? root : root.getParent();
    Process p =
        new ProcessBuilder(
                home.resolve("tools/audit-check").toString(),
                file.toString(),
                folder.resolve("unit.pem").toString())
            .inheritIO()
            .start();
    return p.waitFor();
  }

  @Test
  @Tag("AUD-04")
  void severalProcessesWriteOneChainWithoutAGap() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      String who = "user" + n;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (Audit audit = audit()) { // a connection of its own
                      for (int i = 0; i < 15; i++) {
                        audit.record(check(new Actor(who, "officer"), "ABC" + i));
                      }
                    } catch (AuditException e) {
                      throw new IllegalStateException(e);
                    }
                  }));
    }
    for (Thread t : threads) {
      t.join();
    }
    assertEquals(List.of(), verified(lines()).problems());
    assertEquals(60, verified(lines()).lastSeq());
  }

  @Test
  @Tag("AUD-01")
  void whatCannotBeWrittenMustNotHappenAndWhatIsNotedIsWrittenLater() throws Exception {
    Path place = folder.resolve("gone");
    Files.writeString(place, "a file where the folder should be");
    try (Audit audit =
        new Audit(
            UNIT,
            "default@1",
            Keep.END_OF_NEXT_CALENDAR_YEAR,
            new SqliteAuditStore(place.resolve("audit.db")),
            key,
            clock,
            health)) {
      assertThrows(AuditException.class, () -> audit.record(check(JDOE, "ABC1")));
      assertEquals(FaultCode.AUDIT_FAILED, health.faults().getFirst().code());
      audit.note(check(JDOE, "ABC2"));
      clock.advance(Duration.ofSeconds(1));
      Files.delete(place);
    }
    List<String> lines = new ArrayList<>();
    try (SqliteAuditStore store = new SqliteAuditStore(place.resolve("audit.db"))) {
      store.each(lines::add);
    }
    assertEquals(1, lines.size());
    assertTrue(lines.getFirst().contains("ABC2"));
    assertTrue(lines.getFirst().contains("\"at\":\"2026-11-22T12:00:00Z\""), "when it happened");
    assertEquals(List.of(), health.faults());
  }

  @Test
  @Tag("AUD-05")
  void theFileItselfLetsNobodyAlterOrTakeOutAnEvent() throws Exception {
    export(2);
    try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("audit.db"));
        Statement s = c.createStatement()) {
      assertThrows(SQLException.class, () -> s.executeUpdate("UPDATE event SET line = ''"));
      assertThrows(SQLException.class, () -> s.executeUpdate("DELETE FROM event WHERE seq = 1"));
    }
  }

  private static AuditSample sample(String seed, List<String> lines, Instant from, Instant until) {
    AuditSample out = new AuditSample(seed, from, until, Set.of("query", "purpose"));
    lines.forEach(out::add);
    return out;
  }

  @Test
  @Tag("AUD-04")
  void aSampleIsTheSameForTheSameSeedAndReportsMissingFields() throws Exception {
    try (Audit audit = audit()) {
      for (int i = 0; i < 25; i++) {
        audit.record(check(new Actor("user" + i % 5, "officer"), "ABC" + i));
      }
      audit.record(AuditEntry.of(JDOE, Action.MANUAL_CHECK, "hotlist", "").with("query", "X1"));
      audit.record(AuditEntry.of(JDOE, Action.LOGIN, "unit", ""));
    }
    List<String> lines = lines();
    AuditSample november = sample("2026-11", lines, NOW.minusSeconds(1), NOW.plusSeconds(1));
    assertEquals(26, november.size(), "a log-on is no inquiry");
    assertEquals(
        november.draw(10, false),
        sample("2026-11", lines, NOW.minusSeconds(1), NOW.plusSeconds(1)).draw(10, false));
    assertEquals(10, november.draw(10, false).size());
    assertEquals(26, november.draw(40, false).size(), "all there are");
    Set<String> users = new HashSet<>();
    november.draw(6, true).forEach(d -> users.add(d.userId()));
    assertEquals(6, users.size(), "each person before anybody's second");
    assertEquals(
        List.of(List.of("purpose")),
        november.draw(40, false).stream()
            .map(AuditSample.Drawn::missing)
            .filter(m -> !m.isEmpty())
            .toList());
    assertEquals(0, sample("2026-11", lines, NOW.plusSeconds(1), NOW.plusSeconds(9)).size());
  }

  @Test
  @Tag("AUD-04")
  void overManySeedsEachInquiryIsDrawnAboutAsOften() throws Exception {
    export(20);
    List<String> lines = lines();
    Map<String, Integer> drawn = new HashMap<>();
    for (int seed = 0; seed < 2000; seed++) {
      for (AuditSample.Drawn d :
          sample("seed " + seed, lines, NOW.minusSeconds(1), NOW.plusSeconds(1)).draw(5, false)) {
        drawn.merge(d.line(), 1, Integer::sum);
      }
    }
    assertEquals(20, drawn.size());
    // 500 expected of each; the standard deviation of a fair draw is 19
    drawn.values().forEach(n -> assertTrue(n > 500 - 5 * 19 && n < 500 + 5 * 19, "drawn " + n));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "END_OF_NEXT_CALENDAR_YEAR, 2026-11-22T12:00:00Z, 2027-12-31",
    "END_OF_NEXT_CALENDAR_YEAR, 2026-12-31T23:59:59Z, 2027-12-31",
    "END_OF_NEXT_CALENDAR_YEAR, 2027-01-01T00:00:00Z, 2028-12-31",
    "ONE_YEAR, 2028-02-29T12:00:00Z, 2029-02-28"
  })
  @Tag("AUD-06")
  void anEventSaysHowLongItMustBeKept(Keep keep, Instant at, String lastDay) throws Exception {
    clock.stepUtc(Duration.between(NOW, at));
    try (Audit audit =
        new Audit(
            UNIT,
            "default@1",
            keep,
            new SqliteAuditStore(folder.resolve("audit.db")),
            key,
            clock,
            health)) {
      audit.record(check(JDOE, "ABC123"));
    }
    assertTrue(
        lines().getFirst().contains("\"keep_until\":\"" + lastDay + "\""), lines().getFirst());
  }
}
