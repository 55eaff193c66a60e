package org.outrider.agent.base.plate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Confidence of reads beside which a character may be hidden. */
class PlateFormatsTest {
  private static final PlateFormats LOUISIANA =
      new PlateFormats(Map.of("US-LA", Set.of("AAA999", "999AAA", "A999999")));

  private static double confidence(String text, @Nullable String state, int... middles) {
    List<CharReading> chars = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      chars.add(
          new CharReading(
              List.of(new CharReading.Alternative(text.charAt(i), 0.999)),
              0,
              middles[i] / 100.0 - 0.03,
              middles[i] / 100.0 + 0.03));
    }
    return LOUISIANA.confidenceOf(PlateText.of(text), chars, state, 0.98);
  }

  @Test
  void aReadBesideWhichACharacterMayBeHiddenIsNoSurerThanADisputedOne() {
    assertEquals(0.8, confidence("ZN384", "US-LA", 27, 38, 60, 71, 82));
    assertEquals(0.8, confidence("RZN84", "US-LA", 15, 26, 38, 71, 82));
  }

  @Test
  void aWholeNumberAPlateWithoutRoomAndAnUnknownStateKeepTheirConfidence() {
    assertEquals(0.98, confidence("RZN384", "US-LA", 15, 26, 38, 60, 71, 82));
    assertEquals(0.98, confidence("ZN384", "US-LA", 20, 35, 50, 65, 80));
    assertEquals(0.98, confidence("ZN384", "US-TX", 27, 38, 60, 71, 82));
    assertEquals(0.98, confidence("ZN384", null, 27, 38, 60, 71, 82));
  }
}
