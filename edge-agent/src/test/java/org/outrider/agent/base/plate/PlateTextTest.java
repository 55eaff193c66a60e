package org.outrider.agent.base.plate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlateTextTest {

  @ParameterizedTest
  @Tag("MAT-01")
  // vectors of requirements 3.9
  @CsvSource({
    "ABC-123, ABC123, ABC123",
    "abc 123, ABC123, ABC123",
    "O0O, O0O, 000",
    "ＡＢ１２, AB12, AB12",
    "ß-1, SS1, SS1",
    "' ', '', ''"
  })
  void textIsNormalizedAndFolded(String raw, String normalized, String index) {
    PlateText plate = PlateText.of(raw);
    assertEquals(raw, plate.raw());
    assertEquals(normalized, plate.normalized());
    assertEquals(index, plate.index());
  }

  @Test
  @Tag("MAT-01")
  void normalizingTwiceChangesNothing() {
    Random random = new Random(9);
    for (int i = 0; i < 2000; i++) {
      StringBuilder raw = new StringBuilder();
      for (int k = random.nextInt(12); k >= 0; k--) {
        raw.appendCodePoint(random.nextInt(0x500));
      }
      String once = PlateText.of(raw.toString()).normalized();
      assertEquals(once, PlateText.of(once).normalized());
    }
  }

  @Test
  void thePlateNeverStandsInItsLogForm() {
    assertFalse(PlateText.of("ABC123").toString().contains("ABC"));
  }

  private static CharReading position(Object... charsAndProbabilities) {
    List<CharReading.Alternative> out = new java.util.ArrayList<>();
    for (int i = 0; i < charsAndProbabilities.length; i += 2) {
      out.add(
          new CharReading.Alternative(
              (char) charsAndProbabilities[i], (double) charsAndProbabilities[i + 1]));
    }
    return new CharReading(out, 0, 0, 1);
  }

  @Test
  void candidatesComeInTheOrderOfTheirProbability() {
    Reading reading =
        new Reading(
            List.of(position('A', .9, '4', .1), position('8', .6, 'B', .4), position('C', 1.0)),
            .5);
    List<Candidate> candidates = Candidate.of(reading, 3);
    assertEquals(List.of("A8C", "ABC", "48C"), candidates.stream().map(Candidate::text).toList());
    assertEquals(.5, candidates.getFirst().confidence(), 1e-9);
    assertNotEquals(0, candidates.getLast().confidence());
  }

  @Test
  void aQuadGrowsAlongItsOwnSides() {
    Quad grown = Quad.box(10, 20, 100, 40).grown(.1, .25);
    assertEquals(Quad.box(0, 10, 120, 60), grown);
    assertEquals(1, grown.iou(grown), 1e-12);
    assertEquals(0, grown.iou(Quad.box(500, 500, 5, 5)));
  }
}
