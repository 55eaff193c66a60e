package org.outrider.agent.upkeep.equipment;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.outrider.agent.base.read.ReadPosition;
import org.outrider.agent.upkeep.inventory.Survey;

/**
 * Tells whether a unit still stands where it was surveyed (CAP-05). One that was moved stays
 * unconfirmed until there is another survey, wherever it goes and however often it starts: somebody
 * must look at what it sees from there.
 */
public final class SurveyWatch {
  /** What is remembered, and of which survey. */
  private static final String MOVED = "survey_moved";

  /** A single fix may be wrong; so many in a row are not. */
  private static final int LOOKS = 10;

  private final boolean isNeeded;
  private final Optional<Survey> survey;
  private final EquipmentStore store;
  private int away;
  private boolean isMoved;

  /**
   * Watches one unit.
   *
   * @param isNeeded whether one without a survey is unconfirmed: a portable one
   */
  public SurveyWatch(boolean isNeeded, Optional<Survey> survey, EquipmentStore store) {
    this.isNeeded = isNeeded;
    this.survey = survey;
    this.store = store;
    byte[] moved = store.remembered(MOVED);
    isMoved =
        moved != null
            && survey
                .map(s -> s.id().equals(new String(moved, StandardCharsets.UTF_8)))
                .orElse(false);
  }

  /** Looks once: why its position is not confirmed; empty where it is, or where nobody asks. */
  public Optional<String> doubt(ReadPosition at) {
    if (survey.isEmpty()) {
      return isNeeded
          ? Optional.of("no [survey], expected one of a portable unit")
          : Optional.empty();
    }
    Survey here = survey.get();
    boolean isOfNow =
        at.source() == ReadPosition.Source.GNSS || at.source() == ReadPosition.Source.SIMULATED;
    if (!isMoved && isOfNow) {
      double far = here.distanceM(at.latitudeDeg(), at.longitudeDeg());
      double doubtM = Double.isNaN(at.accuracyM()) ? 0 : at.accuracyM();
      away = far - doubtM > here.movedM() ? away + 1 : 0;
      if (away >= LOOKS) {
        isMoved = true;
        CompletableFuture<Void> _ =
            store.remember(MOVED, here.id().getBytes(StandardCharsets.UTF_8));
      }
    }
    return isMoved
        ? Optional.of(
            "moved more than %.0f m from where it was surveyed: survey it anew"
                .formatted(here.movedM()))
        : Optional.empty();
  }
}
