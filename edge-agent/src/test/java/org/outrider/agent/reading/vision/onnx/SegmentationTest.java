package org.outrider.agent.reading.vision.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.outrider.agent.reading.vision.onnx.Segmentation.Choice;
import org.outrider.agent.reading.vision.onnx.Segmentation.Place;

class SegmentationTest {
  private static final String ALPHABET = "AB1";
  private static final ToDoubleFunction<double[][]> ANYTHING = p -> 1;

  /** A column for each pair of a character and how sure it is; the rest is blank. */
  private static double[][] row(Object... said) {
    double[][] out = new double[said.length / 2][ALPHABET.length() + 1];
    for (int c = 0; c < out.length; c++) {
      char character = (char) said[2 * c];
      double sure = (double) said[2 * c + 1];
      out[c][ALPHABET.length()] = character == '_' ? sure : 1 - sure;
      out[c][character == '_' ? 0 : ALPHABET.indexOf(character)] +=
          character == '_' ? 1 - sure : sure;
    }
    return out;
  }

  private static String text(Segmentation segmentation, List<Place> places) {
    StringBuilder out = new StringBuilder();
    for (double[] share : segmentation.shares(places)) {
      out.append(ALPHABET.charAt(Classifier.best(share)));
    }
    return out.toString();
  }

  private static ToDoubleFunction<double[][]> likely(int length) {
    return p -> p.length == length ? 1 : 0.01;
  }

  @Test
  void runsThatAreNotBlankAreCharactersInReadingOrder() {
    Segmentation s =
        new Segmentation(
            new double[][][] {
              row('_', .99, 'A', .99, 'A', .9, '_', .99, 'B', .99),
              row('_', .99, '_', .99, '1', .99, '_', .99, '_', .99)
            });
    assertEquals(List.of(new Place(0, 1, 2), new Place(0, 4, 4), new Place(1, 2, 2)), s.seen());
    assertEquals("AB1", text(s, s.seen()));
  }

  @Test
  void aRunTwiceAsWideAsTheOthersIsTwoCharacters() {
    Segmentation s =
        new Segmentation(
            new double[][][] {
              row(
                  'A', .99, 'A', .99, '_', .99, 'B', .99, 'B', .99, '_', .99, 'A', .99, 'A', .6,
                  'B', .6, 'B', .99, 'B', .99, '_', .99)
            });
    assertEquals("ABAB", text(s, s.seen()));
  }

  @Test
  void aDoubtfulRunIsNothingWhereTheRestFitsBetterWithoutIt() {
    Segmentation s =
        new Segmentation(
            new double[][][] {row('A', .99, '_', .99, '1', .9, '_', .99, 'B', .99, '_', .99)});
    assertEquals("A1B", text(s, s.best(ANYTHING).places()));
    Choice choice = s.best(likely(2));
    assertEquals("AB", text(s, choice.places()));
    assertTrue(choice.share() > .8, "" + choice.share());
    assertEquals("A1B", text(s, s.seen()), "what was seen stays");
  }

  @Test
  void aGapIsACharacterWhereTheRestFitsBetterWithIt() {
    Segmentation s =
        new Segmentation(
            new double[][][] {
              row('A', .99, '_', .99, '_', .99, '1', .2, '_', .99, '_', .99, 'B', .99)
            });
    assertEquals("AB", text(s, s.best(ANYTHING).places()));
    assertEquals("A1B", text(s, s.best(likely(3)).places()));
  }

  @Test
  void aCertainRunStaysWhateverFits() {
    Segmentation s =
        new Segmentation(
            new double[][][] {row('A', .99, '_', .99, '1', .99, '_', .99, 'B', .99, '_', .99)});
    Choice choice = s.best(likely(2));
    assertEquals("A1B", text(s, choice.places()));
    assertEquals(1, choice.share());
  }

  @Test
  void aRunThatItsColumnsHoldStaysAndAFaintOneIsNotAdded() {
    Segmentation s =
        new Segmentation(
            new double[][][] {
              row('A', .99, '_', .99, '1', .93, '_', .99, 'B', .99, '_', .99, '1', .09, '_', .99)
            });
    assertEquals("A1B", text(s, s.best(likely(2)).places()));
    assertEquals("A1B", text(s, s.best(likely(4)).places()));
  }

  @Test
  void theLessClearThePlacesAreTheLessSureIsTheChoice() {
    List<Double> shares = new ArrayList<>();
    for (double sure : new double[] {.99, .9, .7, .55}) {
      double[][] row = row('A', .99, '_', .99, '1', sure, '_', .99, 'B', .99, '_', .99);
      shares.add(new Segmentation(new double[][][] {row}).best(ANYTHING).share());
    }
    assertEquals(shares.stream().sorted((a, b) -> Double.compare(b, a)).toList(), shares);
    assertEquals(.55, shares.getLast(), 1e-9);
  }

  @Test
  void aLonelyDoubtfulRunIsNotGivenUp() {
    Segmentation s = new Segmentation(new double[][][] {row('_', .99, 'A', .6, '_', .99)});
    assertEquals(1, s.best(likely(0)).places().size());
  }
}
