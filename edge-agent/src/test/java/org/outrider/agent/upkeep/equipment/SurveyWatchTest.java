package org.outrider.agent.upkeep.equipment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.outrider.agent.base.read.ReadPosition;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.upkeep.inventory.Survey;

@Tag("CAP-05")
class SurveyWatchTest {
  private static final Survey HERE =
      new Survey(41.0, -73.0, "J. Doe", Optional.of(LocalDate.of(2026, 11, 20)), 50);

  /** About 111 m north. */
  private static final double AWAY = 41.001;

  /** Remembers in memory. */
  private static final class Remembering implements EquipmentStore {
    private final Map<String, byte[]> all = new HashMap<>();

    @Override
    public CompletableFuture<Void> storeReport(
        OutboxLane lane, String reportId, byte[] body, String name, byte[] remembered) {
      return remember(name, remembered);
    }

    @Override
    public CompletableFuture<Void> remember(String name, byte[] body) {
      all.put(name, body);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public byte @Nullable [] remembered(String name) {
      return all.get(name);
    }
  }

  private final Remembering store = new Remembering();

  private SurveyWatch watch(Survey survey) {
    return new SurveyWatch(true, Optional.of(survey), store);
  }

  private static ReadPosition at(double lat, double accuracyM, ReadPosition.Source source) {
    return new ReadPosition(
        source, lat, -73.0, Double.NaN, accuracyM, 1, 3, 0, 0, Duration.ZERO, true);
  }

  private static Optional<String> stand(SurveyWatch watch, double lat, int looks) {
    Optional<String> doubt = Optional.empty();
    for (int i = 0; i < looks; i++) {
      doubt = watch.doubt(at(lat, 5, ReadPosition.Source.GNSS));
    }
    return doubt;
  }

  @Test
  void aUnitThatWasMovedStaysUnconfirmedUntilThereIsAnotherSurvey() {
    SurveyWatch watch = watch(HERE);
    assertEquals(Optional.empty(), stand(watch, 41.0, 30));
    assertTrue(stand(watch, AWAY, 30).orElseThrow().contains("moved more than 50 m"));
    assertTrue(stand(watch, 41.0, 30).isPresent(), "carried back, and nobody looked at it");
    assertTrue(watch(HERE).doubt(ReadPosition.NONE).isPresent(), "started anew");
    Survey there = new Survey(AWAY, -73.0, "J. Doe", Optional.of(LocalDate.of(2026, 11, 21)), 50);
    assertEquals(Optional.empty(), stand(watch(there), AWAY, 30));
    Survey again = new Survey(41.0, -73.0, "J. Doe", Optional.of(LocalDate.of(2026, 11, 22)), 50);
    assertEquals(Optional.empty(), stand(watch(again), 41.0, 30), "the same place on another day");
  }

  @Test
  void aFewWrongFixesAndWhatIsNotOfNowMoveNothing() {
    SurveyWatch watch = watch(HERE);
    for (int i = 0; i < 20; i++) {
      stand(watch, AWAY, 9);
      assertEquals(Optional.empty(), stand(watch, 41.0, 1));
    }
    for (ReadPosition.Source source :
        new ReadPosition.Source[] {
          ReadPosition.Source.LAST_KNOWN, ReadPosition.Source.SURVEYED, ReadPosition.Source.NONE
        }) {
      for (int i = 0; i < 30; i++) {
        assertEquals(Optional.empty(), watch.doubt(at(AWAY, 5, source)), source.name());
      }
    }
    for (int i = 0; i < 30; i++) {
      assertEquals(
          Optional.empty(),
          watch.doubt(at(AWAY, 90, ReadPosition.Source.GNSS)),
          "within what the receiver errs");
    }
  }

  @Test
  void onlyAPortableUnitMustBeSurveyed() {
    assertTrue(
        new SurveyWatch(true, Optional.empty(), store)
            .doubt(ReadPosition.NONE)
            .orElseThrow()
            .contains("no [survey]"));
    assertEquals(
        Optional.empty(), new SurveyWatch(false, Optional.empty(), store).doubt(ReadPosition.NONE));
  }
}
