package org.outrider.agent.alert.disposition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.alert.AlertRules;
import org.outrider.agent.alert.Hit;
import org.outrider.agent.alert.disposition.Disposition.State;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.plate.Quad;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.Ids;
import org.outrider.agent.base.read.Read;
import org.outrider.agent.base.read.ReadPosition;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.vehicle.SeenVehicle;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.Freshness;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.ListedVehicle;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.link.uplink.OutboxRow;
import org.outrider.agent.link.uplink.Waiting;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.people.iam.Classification;
import org.outrider.agent.store.SqliteStore;
import org.outrider.hal.sim.ManualClock;

class DispositionsTest {
  private static final Actor OFFICER = new Actor("o1", "officer");
  private static final Actor SUPERVISOR = new Actor("s1", "supervisor");
  private static final DispositionRules STRICT =
      new DispositionRules(true, Duration.ofSeconds(60), false, Set.of("NCIC", "DISPATCH"));

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T12:00:00Z"));
  private final Health health = new Health();
  private final DispositionJson json =
      new DispositionJson(new UnitId("A", "u", Deployment.MOBILE), "default@1");

  private SqliteStore open() throws Exception {
    return SqliteStore.open(folder.resolve("unit.db"), health, InstantSource.system());
  }

  private Dispositions dispositions(DispositionStore store) {
    return new Dispositions(STRICT, store, json, clock, health);
  }

  private Alert alert(AlertRules.Response response, Match.Type type, int priority) {
    HotListEntry entry =
        new HotListEntry(
            "1",
            PlateText.of("ZZ10001"),
            "US-CT",
            Category.STOLEN_VEHICLE,
            priority,
            Classification.LOCAL,
            ListedVehicle.UNKNOWN,
            "",
            null,
            null);
    Match match =
        new Match(
            new Edition("list", "1", clock.utc()),
            entry,
            type,
            List.of(),
            null,
            Match.Agreement.UNKNOWN,
            List.of());
    Hit hit = new Hit(Ids.next(clock.utc()), UUID.randomUUID(), Duration.ZERO, match, clock.utc());
    Read read =
        new Read(
            hit.readId(),
            new UnitId("A", "u", Deployment.MOBILE),
            "front",
            clock.stamp(),
            ReadPosition.NONE,
            PlateText.of("ZZ1OOO1"),
            "ZZ1OOO1",
            0.9,
            null,
            List.of(),
            List.of(),
            null,
            0,
            SeenVehicle.UNKNOWN,
            Quad.box(0, 0, 9, 3),
            List.of(),
            clock.utc(),
            clock.utc(),
            3,
            List.of(),
            List.of(),
            false);
    return new Alert(
        hit,
        read,
        List.of(),
        List.of("sound"),
        7,
        new AlertRules.CategoryRule(AlertRules.Telling.ON, response, false, false),
        Freshness.FRESH,
        "");
  }

  private Alert alert() {
    return alert(AlertRules.Response.OFFICER, Match.Type.EXACT, 50);
  }

  private UUID present(Dispositions to) {
    Alert alert = alert();
    to.present(alert);
    return alert.hit().hitId();
  }

  private interface Step {
    void run() throws DispositionException;
  }

  private static String refused(Step step) {
    return String.valueOf(assertThrows(DispositionException.class, step::run).getMessage());
  }

  private static List<JsonNode> sent(SqliteStore store) throws Exception {
    store.flush().join();
    List<JsonNode> out = new ArrayList<>();
    for (OutboxRow row : Waiting.rows(store, 100)) {
      if (row.lane() == OutboxLane.DISPOSITION) {
        out.add(new ObjectMapper().readTree(store.body(row)));
      }
    }
    return out;
  }

  @Test
  @Tag("ALR-03")
  void anAlertIsAnsweredOnceAndOnlyByThoseWhoMay() throws Exception {
    try (SqliteStore store = open()) {
      Dispositions all = dispositions(store);
      UUID accepted = present(all);
      UUID rejected = present(all);
      UUID unable = present(all);
      for (String role : List.of("technician", "maintenance", "administrator")) {
        assertEquals(
            "role: a " + role + " cannot answer alerts, expected officer or supervisor",
            refused(() -> all.accept(accepted, new Actor("x", role))));
      }
      all.accept(accepted, OFFICER);
      assertEquals(
          "hit " + rejected + ": reason: (missing), expected why",
          refused(() -> all.reject(rejected, " ", OFFICER)));
      all.reject(rejected, "misread", SUPERVISOR);
      all.unable(unable, "on another call", OFFICER);
      for (UUID done : List.of(accepted, rejected, unable)) {
        assertTrue(refused(() -> all.accept(done, SUPERVISOR)).contains("already, by "));
        assertTrue(refused(() -> all.reject(done, "x", SUPERVISOR)).contains("already, by "));
        assertTrue(refused(() -> all.unable(done, "x", SUPERVISOR)).contains("already, by "));
      }
      UUID nobody = UUID.randomUUID();
      assertEquals(
          "hit " + nobody + ": not known, expected an alert's",
          refused(() -> all.accept(nobody, OFFICER)));
      assertEquals(List.of(), all.open());
      List<JsonNode> sent = sent(store);
      assertEquals(
          List.of("accept", "reject", "unable"),
          sent.stream().map(n -> n.path("step").asText()).toList());
      assertEquals("misread", sent.get(1).path("disposition").path("reason").asText());
      assertEquals("s1", sent.get(1).path("disposition").path("by").path("user_id").asText());
      assertEquals("rejected", sent.get(1).path("disposition").path("state").asText());
      assertEquals("default@1", sent.get(1).path("profile_version").asText());
    }
  }

  @Test
  @Tag("ALR-09")
  void anAlertThatNobodyAnswersIsToldToCentralAndWaitsOn() throws Exception {
    try (SqliteStore store = open()) {
      Dispositions all = dispositions(store);
      UUID hit = present(all);
      all.present(alert(AlertRules.Response.INFORMATIONAL, Match.Type.EXACT, 0));
      clock.advance(Duration.ofSeconds(59));
      all.tick();
      assertEquals(List.of(), all.missed());
      clock.advance(Duration.ofSeconds(1));
      all.tick();
      all.tick();
      assertEquals(List.of(hit), all.missed().stream().map(Disposition::hitId).toList());
      assertEquals(1, sent(store).size(), "told once, and not what is information only");
      assertEquals("unanswered", sent(store).getFirst().path("disposition").path("state").asText());
      clock.advance(Duration.ofDays(1));
      assertEquals(2, all.open().size(), "it never goes away by itself");
      all.accept(hit, OFFICER);
      assertEquals(List.of(), all.missed());
    }
  }

  @Test
  @Tag("ALR-09")
  void whereAnAnswerIsOptionalNothingIsTold() throws Exception {
    try (SqliteStore store = open()) {
      DispositionRules optional =
          new DispositionRules(false, Duration.ofSeconds(60), true, Set.of());
      Dispositions all = new Dispositions(optional, store, json, clock, health);
      present(all);
      clock.advance(Duration.ofDays(1));
      all.tick();
      assertEquals(List.of(), all.missed());
    }
  }

  @Test
  @Tag("ALR-10")
  void toAcceptIsNotToVerifyAndToVerifyTakesEyesAndASystem() throws Exception {
    try (SqliteStore store = open()) {
      Dispositions all = dispositions(store);
      UUID hit = present(all);
      assertNull(all.accept(hit, OFFICER).verification());
      assertEquals(
          "hit "
              + hit
              + ": method \"CLETS\", expected any of [DISPATCH, NCIC]; confirmed, expected plate,"
              + " vehicle and state to be compared first; exigent: the profile allows no"
              + " exception",
          refused(() -> all.verify(hit, "CLETS", true, false, true, true, OFFICER)));
      Disposition done = all.verify(hit, "NCIC", true, true, true, false, OFFICER);
      assertNotNull(done.verification());
      assertEquals(State.ACCEPTED, done.state());
      JsonNode told = sent(store).getLast().path("verification");
      assertEquals(
          "NCIC confirmed", told.path("method").asText() + " " + told.path("result").asText());
      UUID other = present(all);
      all.reject(other, "misread", OFFICER);
      assertTrue(
          refused(() -> all.verify(other, "NCIC", true, true, false, false, OFFICER))
              .contains("is rejected already"));
    }
  }

  @Test
  @Tag("ALR-07")
  void whenDispatchWasToldIsNotedOnce() throws Exception {
    try (SqliteStore store = open()) {
      Dispositions all = dispositions(store);
      UUID hit = present(all);
      Instant first = clock.utc();
      all.adviseDispatch(hit, OFFICER);
      clock.advance(Duration.ofSeconds(5));
      assertEquals(first, all.adviseDispatch(hit, OFFICER).dispatchAdvisedAt());
      assertEquals(1, sent(store).size());
      assertEquals(first, all.accept(hit, OFFICER).dispatchAdvisedAt(), "it stays");
    }
  }

  @Test
  @Tag("ALR-15")
  void anAcceptedAlertHasAnOutcomeThatMayBeCorrected() throws Exception {
    try (SqliteStore store = open()) {
      Dispositions all = dispositions(store);
      UUID hit = present(all);
      assertTrue(
          refused(() -> all.end(hit, Outcome.Code.RECOVERED, "26-1", OFFICER))
              .contains("only an accepted one has an outcome"));
      all.accept(hit, OFFICER);
      all.end(hit, Outcome.Code.NO_ACTION, "", OFFICER);
      all.end(hit, Outcome.Code.RECOVERED, "26-1", SUPERVISOR);
      JsonNode told = sent(store).getLast().path("outcome");
      assertEquals(
          "recovered 26-1", told.path("code").asText() + " " + told.path("report_no").asText());
    }
  }

  @Test
  @Tag("ALR-08")
  void keysAnswerTheMostUrgentAlertAndNeverWhatIsInformationOnly() throws Exception {
    try (SqliteStore store = open()) {
      Dispositions all = dispositions(store);
      Alert info = alert(AlertRules.Response.INFORMATIONAL, Match.Type.EXACT, 0);
      Alert possible = alert(AlertRules.Response.OFFICER, Match.Type.PARTIAL, 1);
      Alert late = alert(AlertRules.Response.OFFICER, Match.Type.EXACT, 50);
      Alert dispatch = alert(AlertRules.Response.DISPATCH_REQUIRED, Match.Type.SIMILAR, 90);
      Alert first = alert(AlertRules.Response.OFFICER, Match.Type.EXACT, 10);
      List.of(info, possible, late, dispatch, first).forEach(all::present);
      assertEquals(
          List.of(dispatch, possible, first, late, info).stream()
              .map(a -> a.hit().hitId())
              .toList(),
          all.open().stream().map(Disposition::hitId).toList());
      int answered = 0;
      while (all.current().isPresent()) {
        all.accept(all.current().get().hitId(), OFFICER);
        answered++;
      }
      assertEquals(4, answered);
      assertEquals(
          List.of(info.hit().hitId()), all.open().stream().map(Disposition::hitId).toList());
    }
  }

  @Test
  @Tag("ALR-09")
  void whatWasNotAnsweredIsThereAgainAfterARestart() throws Exception {
    UUID open;
    UUID missed;
    List<Disposition> before;
    try (SqliteStore store = open()) {
      Dispositions all = dispositions(store);
      missed = present(all);
      clock.advance(Duration.ofSeconds(61));
      all.tick();
      open = present(all);
      all.adviseDispatch(open, OFFICER);
      UUID done = present(all);
      all.accept(done, OFFICER);
      before = all.open();
      store.flush().join();
    }
    try (SqliteStore store = open()) {
      Dispositions all = dispositions(store);
      assertEquals(before, all.open());
      assertEquals(List.of(missed), all.missed().stream().map(Disposition::hitId).toList());
      clock.advance(Duration.ofSeconds(61));
      all.tick();
      assertEquals(2, all.missed().size());
      all.reject(open, "misread", OFFICER);
    }
  }

  @Test
  void anAnswerCountsAlthoughItCannotBeWrittenYet() throws Exception {
    DispositionStore full =
        new DispositionStore() {
          @Override
          public CompletableFuture<Void> presented(String hitId, byte[] body) {
            return new CompletableFuture<>();
          }

          @Override
          public CompletableFuture<Void> step(
              String dispositionId, String hitId, boolean isOpen, Instant at, byte[] body) {
            return new CompletableFuture<>();
          }

          @Override
          public List<byte[]> open() {
            return List.of("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
          }
        };
    Dispositions all = dispositions(full);
    assertEquals(FaultCode.DISPOSITION_UNREADABLE, health.faults().getFirst().code());
    UUID hit = present(all);
    all.accept(hit, OFFICER);
    assertEquals(List.of(), all.open());
  }

  @Test
  void noLockIsHeldWhileAWatcherIsTold() throws Exception {
    try (SqliteStore store = open()) {
      Dispositions all = dispositions(store);
      List<Boolean> free = new ArrayList<>();
      all.onStep(
          d -> {
            Thread other = Thread.ofVirtual().start(all::open);
            try {
              free.add(other.join(Duration.ofSeconds(2)));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      UUID hit = present(all);
      all.adviseDispatch(hit, OFFICER);
      clock.advance(Duration.ofSeconds(61));
      all.tick();
      all.accept(hit, OFFICER);
      all.verify(hit, "NCIC", true, true, true, false, OFFICER);
      all.end(hit, Outcome.Code.ARREST, "", OFFICER);
      all.reject(present(all), "misread", OFFICER);
      all.unable(present(all), "busy", OFFICER);
      assertEquals(10, free.size());
      assertEquals(Set.of(true), Set.copyOf(free));
    }
  }

  @Test
  @Tag("ALR-03")
  void buttonsAnswerWhatTheScreenShowsOnceItHasShownItForASecond() throws Exception {
    try (SqliteStore store = open()) {
      Dispositions all = dispositions(store);
      UUID shown = present(all);
      clock.advance(Duration.ofSeconds(1));
      Alert urgent = alert(AlertRules.Response.OFFICER, Match.Type.EXACT, 1);
      all.present(urgent);
      all.isShown(shown);
      assertTrue(all.current().isEmpty(), "the hand was meant for another one");
      clock.advance(Duration.ofSeconds(1));
      assertEquals(shown, all.current().orElseThrow().hitId());
      clock.advance(Duration.ofSeconds(35));
      assertEquals(urgent.hit().hitId(), all.current().orElseThrow().hitId(), "the screen is gone");
    }
  }

  @Test
  @Tag("ALR-03")
  void anAnswerThatIsSentAgainIsTheSameAnswer() throws Exception {
    try (SqliteStore store = open()) {
      Dispositions all = dispositions(store);
      UUID hit = present(all);
      Disposition first = all.reject(hit, "misread", OFFICER);
      int steps = sent(store).size();
      assertEquals(first, all.reject(hit, "misread", OFFICER));
      assertEquals(steps, sent(store).size());
      assertTrue(refused(() -> all.reject(hit, "other state", OFFICER)).contains("already, by "));
      assertTrue(refused(() -> all.reject(hit, "misread", SUPERVISOR)).contains("already, by "));
    }
  }

  @Test
  @Tag("ALR-15")
  void aWrongAnswerOfTheShiftIsTakenBackAndBothStayInTheRecord() throws Exception {
    try (SqliteStore store = open()) {
      Dispositions all = dispositions(store);
      Instant shift = clock.utc();
      UUID hit = present(all);
      assertTrue(refused(() -> all.takeBack(hit, shift, OFFICER)).contains("expected an answer"));
      all.reject(hit, "misread", OFFICER);
      Instant later = clock.utc().plusSeconds(1);
      assertTrue(refused(() -> all.takeBack(hit, later, OFFICER)).contains("of this shift"));
      assertEquals(Disposition.State.PRESENTED, all.takeBack(hit, shift, OFFICER).state());
      all.accept(hit, OFFICER);
      all.end(hit, Outcome.Code.ARREST, "1", OFFICER);
      assertTrue(refused(() -> all.takeBack(hit, shift, OFFICER)).contains("without an outcome"));
      assertEquals(
          List.of("reject", "take_back", "accept", "outcome"),
          sent(store).stream().map(n -> n.path("step").asText()).toList());
    }
  }

  @Test
  @Tag("ALR-09")
  void missedAlertsOfOnePlateAreClearedTogether() throws Exception {
    try (SqliteStore store = open()) {
      Dispositions all = dispositions(store);
      UUID first = present(all);
      UUID second = present(all);
      clock.advance(Duration.ofSeconds(61));
      all.tick();
      UUID fresh = present(all);
      assertEquals(0, all.clearMissed("OTHER1", OFFICER));
      assertEquals(2, all.clearMissed("ZZ1OOO1", OFFICER));
      assertEquals(List.of(fresh), all.open().stream().map(Disposition::hitId).toList());
      for (UUID hit : List.of(first, second)) {
        assertEquals(
            Dispositions.MISSED,
            all.all().stream()
                .filter(d -> d.hitId().equals(hit))
                .findFirst()
                .orElseThrow()
                .answer()
                .reason());
      }
    }
  }
}
