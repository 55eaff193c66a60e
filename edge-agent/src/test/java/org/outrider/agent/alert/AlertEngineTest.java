package org.outrider.agent.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.outrider.agent.alert.voice.Voice;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.plate.Quad;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.Read;
import org.outrider.agent.base.read.ReadPosition;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.vehicle.SeenVehicle;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.ListedVehicle;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.agent.people.iam.Classification;
import org.outrider.hal.light.Light;
import org.outrider.hal.sim.ManualClock;
import org.outrider.hal.sim.SimLight;
import org.outrider.hal.sim.SimSounder;

class AlertEngineTest {
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T12:00:00Z"));
  private final SimSounder sounder = SimSounder.create();
  private final SimLight light = new SimLight();
  private final Health health = new Health();
  private final List<Alert> shown = new ArrayList<>();
  private final AlertEngine engine = engine(light);

  private AlertEngine engine(Light light) {
    AlertEngine made =
        new AlertEngine(sounder, light, health, clock, Duration.ofSeconds(60), AlertRules.DEFAULT);
    made.addScreen(shown::add);
    return made;
  }

  private Hit hit(String entryId) {
    return hit(entryId, 10);
  }

  private Hit hit(String entryId, int priority) {
    HotListEntry entry =
        new HotListEntry(
            entryId,
            PlateText.of("ABC123"),
            "US-CT",
            Category.STOLEN_VEHICLE,
            priority,
            Classification.LOCAL,
            ListedVehicle.UNKNOWN,
            "",
            null,
            null);
    return new Hit(
        UUID.randomUUID(),
        UUID.randomUUID(),
        Duration.ZERO,
        new Match(
            new Edition("list", "1", clock.utc()),
            entry,
            Match.Type.EXACT,
            List.of(),
            null,
            Match.Agreement.UNKNOWN,
            List.of()),
        clock.utc());
  }

  private Read read() {
    return new Read(
        UUID.randomUUID(),
        new UnitId("A", "u", Deployment.MOBILE),
        "front",
        clock.stamp(),
        ReadPosition.NONE,
        PlateText.of("ABC123"),
        "A8C123",
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
        true);
  }

  private Optional<Alert> raise(AlertEngine e, Hit hit) {
    long decided = clock.monotonicNanos();
    clock.advance(Duration.ofMillis(7));
    return e.raise(
        hit, PlateText.of("ABC123"), decided, () -> new AlertEngine.Shown(read(), List.of()));
  }

  @Test
  @Tag("ALR-01")
  void aHitIsHeardSeenAndShown() {
    Alert alert = raise(engine, hit("1")).orElseThrow();
    assertEquals(List.of("sound", "light", "screen"), alert.channels());
    assertEquals(7.0, alert.latencyMs());
    assertEquals(1, sounder.played().size());
    assertEquals(List.of(true), light.switched());
    assertEquals(1, shown.size());
  }

  @Test
  @Tag("ALR-01")
  void aBrokenSounderLeavesLightAndScreenAndRaisesAFault() {
    sounder.fail();
    Alert alert = raise(engine, hit("1")).orElseThrow();
    assertEquals(List.of("light", "screen"), alert.channels());
    assertEquals(FaultCode.SOUNDER_FAILED, health.faults().getFirst().code());
  }

  @Test
  void theSameEntryIsHeldBackWithinTheCoolDownAnotherIsNot() {
    assertTrue(raise(engine, hit("1")).isPresent());
    assertTrue(raise(engine, hit("1")).isEmpty());
    assertTrue(raise(engine, hit("2")).isPresent(), "a second BOLO on the plate");
    clock.advance(Duration.ofSeconds(61));
    assertTrue(raise(engine, hit("1")).isPresent());
  }

  @Test
  @Tag("MAT-02")
  void aPartialPlateAlertsOnlySoOftenInAnHour() {
    int told = 0;
    for (int i = 0; i < 30; i++) {
      Hit exact = hit("p");
      Match partial =
          new Match(
              exact.match().edition(),
              exact.match().entry(),
              Match.Type.PARTIAL,
              List.of(),
              null,
              Match.Agreement.UNKNOWN,
              List.of());
      Hit hit = new Hit(exact.hitId(), exact.readId(), exact.listAge(), partial, exact.raisedAt());
      told +=
          engine
                  .raise(
                      hit,
                      PlateText.of("ABC" + (100 + i)),
                      0,
                      () -> new AlertEngine.Shown(read(), List.of()))
                  .isPresent()
              ? 1
              : 0;
    }
    assertEquals(12, told);
    assertTrue(raise(engine, hit("another")).isPresent(), "exact matches are never held back so");
    clock.advance(Duration.ofHours(1));
    assertTrue(raise(engine, hit("p")).isPresent());
  }

  private void letItEnd() {
    clock.advance(sounder.played().getLast().duration().plusMillis(1));
  }

  @Test
  @Tag("ALR-08")
  void aLessUrgentAlertWaitsUntilTheMoreUrgentOneHasBeenHeard() {
    raise(engine, hit("1", 1));
    Alert second = raise(engine, hit("2", 90)).orElseThrow();
    assertEquals(List.of("sound_waiting", "light", "screen"), second.channels());
    assertEquals(2, shown.size(), "the card does not wait");
    engine.tick();
    assertEquals(1, sounder.played().size());
    letItEnd();
    engine.tick();
    engine.tick();
    assertEquals(2, sounder.played().size());
    letItEnd();
    engine.tick();
    assertEquals(2, sounder.played().size(), "each once");
  }

  @Test
  @Tag("ALR-08")
  void anAlertThatWasCutShortIsHeardAgain() {
    raise(engine, hit("1", 50));
    Alert second = raise(engine, hit("2", 1)).orElseThrow();
    assertEquals(List.of("sound", "light", "screen"), second.channels());
    assertEquals(2, sounder.played().size());
    letItEnd();
    engine.tick();
    assertEquals(3, sounder.played().size());
  }

  @Test
  void whatWasAnsweredIsNotHeardAgain() {
    Hit first = hit("1", 50);
    raise(engine, first);
    raise(engine, hit("2", 1));
    engine.silence(first.hitId());
    letItEnd();
    engine.tick();
    assertEquals(2, sounder.played().size());
  }

  @Test
  @Tag("ALR-08")
  void anAnswerSilencesItsAlertAtOnceAndWhatWaitsIsHeard() {
    Hit first = hit("1", 1);
    Hit second = hit("2", 90);
    raise(engine, first);
    raise(engine, second);
    assertEquals(1, sounder.played().size());
    engine.silence(first.hitId());
    assertEquals(2, sounder.played().size(), "the one that waited");
    assertTrue(sounder.played().getLast().duration().toMillis() > 1000);
    engine.silence(second.hitId());
    assertTrue(sounder.played().getLast().duration().toMillis() < 50, "cut off");
    engine.silence(second.hitId());
    engine.tick();
    assertEquals(3, sounder.played().size(), "nothing more is played");
  }

  @Test
  void ofAStormTheMostUrgentAreHeardAndAllAreShown() {
    raise(engine, hit("0", 0));
    for (int i = 20; i > 0; i--) {
      raise(engine, hit(String.valueOf(i), i));
    }
    assertEquals(21, shown.size());
    assertEquals(1, sounder.played().size());
    for (int i = 0; i < 30; i++) {
      letItEnd();
      engine.tick();
    }
    assertEquals(1 + 8, sounder.played().size());
    assertEquals(12, health.counters().get("alert.sound_withheld"));
  }

  @Test
  void theScreensPicturesAreMadeAfterTheSound() {
    List<Integer> playedWhenAsked = new ArrayList<>();
    engine.raise(
        hit("1"),
        PlateText.of("ABC123"),
        0,
        () -> {
          playedWhenAsked.add(sounder.played().size());
          return new AlertEngine.Shown(read(), List.of());
        });
    assertEquals(List.of(1), playedWhenAsked);
  }

  @Test
  void theVoiceSaysCategoryStateAndPlate() {
    assertEquals(
        List.of(
            "stolen_vehicle", "us_ct", "alpha", "bravo", "charlie", "1", "2", "3", "not_confirmed"),
        AlertEngine.words(hit("1"), PlateText.of("ABC-123")));
  }

  @Test
  void everyWordTheVoiceCanNeedHasAClip() {
    Voice voice = new Voice();
    List<String> words = new ArrayList<>(Voice.spell("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"));
    for (Category category : Category.values()) {
      words.add(category.name().toLowerCase(Locale.ROOT));
    }
    words.addAll(List.of("possible", "not_confirmed", "us_ct", "us_wy", "us_dc"));
    assertEquals(List.of(), words.stream().filter(w -> !voice.has(w)).toList());
    assertTrue(voice.say(new short[0], List.of("alpha")).duration().toMillis() > 150);
  }
}
