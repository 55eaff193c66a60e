package org.outrider.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SigningKey;

/** Central signs no alert for a beat but a hit of a unit that central itself put there. */
@Tag("ALR-12")
class BeatRelayTest {
  private static final String POLE = "TEST00000/pole-3";

  @TempDir Path folder;
  private final FakePipe pipe = new FakePipe();
  private long nanos;
  private BeatRelay relay;

  @BeforeEach
  void key() throws Exception {
    SigningKey.make(folder, "agency");
    relay =
        new BeatRelay(
            pipe,
            SigningKey.read(folder.resolve("agency.key.pem")),
            Map.of(POLE, "B-12", "TEST00000/pole-4", "B-13"),
            () -> nanos);
  }

  private static String hit(String id, String unit, String beat) {
    return """
    {"hit_id":"%s","agency_id":"TEST00000","unit_id":"%s","beat_id":"%s",\
    "deployment_type":"fixed"}\
    """
        .formatted(id, unit, beat);
  }

  private void pass(String from, String hit) {
    relay.pass(from, hit.getBytes(StandardCharsets.UTF_8));
  }

  private int alerts() {
    return pipe.published("/hit").size();
  }

  @Test
  void onlyAUnitsOwnHitOnItsOwnBeatIsPassedOnOnce() {
    pass("TEST00000/car-9", hit("h1", "car-9", "B-12")); // in no assignment
    pass(POLE, hit("h2", "pole-3", "B-13")); // another beat
    pass(POLE, hit("h3", "pole-4", "B-12")); // in another unit's name
    pass(POLE, hit("h4", "pole-3", "B-12").replace("\"agency_id\":\"TEST00000\",", ""));
    assertEquals(0, alerts());
    assertEquals(Map.of("beat_not_assigned", 2L, "beat_other_unit", 2L), relay.refused());
    pass(POLE, hit("h5", "pole-3", "B-12"));
    pass(POLE, hit("h5", "pole-3", "B-12")); // sent again
    assertEquals(1, pipe.published("TEST00000/beat/B-12/hit").size());
    assertEquals(1, alerts());
  }

  @Test
  void aUnitFloodsNoCarAndTakesNoOtherUnitsAllowance() {
    for (int i = 0; i < 100; i++) {
      pass(POLE, hit("h" + i, "pole-3", "B-12"));
    }
    assertEquals(BeatRelay.MOST_A_MINUTE, alerts());
    assertEquals(Map.of("beat_rate", 70L), relay.refused());
    pass("TEST00000/pole-4", hit("h", "pole-4", "B-13"));
    assertEquals(BeatRelay.MOST_A_MINUTE + 1, alerts());
    nanos += TimeUnit.SECONDS.toNanos(2);
    pass(POLE, hit("later", "pole-3", "B-12"));
    assertEquals(BeatRelay.MOST_A_MINUTE + 2, alerts());
  }

  @Test
  void aHitThatCentralDidNotStoreIsNotPassedOn() throws Exception {
    JdbcCentralStore store = JdbcCentralStore.open(folder.resolve("central.db"));
    try (CentralReceiver central =
        new CentralReceiver(store, pipe, InstantSource.system(), null, relay)) {
      central.start();
      pipe.send(POLE + "/hit", hit("h1", "pole-3", "B-12"));
      assertEquals("stored", pipe.answer(POLE, "h1"));
      pipe.send("TEST00000/car-9/hit", hit("h2", "pole-3", "B-12"));
      assertTrue(pipe.answer("TEST00000/car-9", "h2").startsWith("rejected unit_id"));
      assertEquals(1, pipe.published("/beat/B-12/hit").size());
    }
  }

  @Test
  void theAssignmentIsReadFromAFile() throws Exception {
    Path file = folder.resolve("beats.toml");
    Files.writeString(file, "[beats]\n\"TEST00000/pole-3\" = \"B-12\"\n");
    assertEquals(Map.of(POLE, "B-12"), BeatRelay.read(file));
    Files.writeString(file, "[beats]\npole-3 = \"B-12\"\n\"A/b\" = \"#\"\n");
    ConfigException e = assertThrows(ConfigException.class, () -> BeatRelay.read(file));
    assertEquals(2, e.problems().size(), e.getMessage());
  }
}
