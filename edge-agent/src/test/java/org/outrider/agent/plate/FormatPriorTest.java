package org.outrider.agent.plate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FormatPriorTest {
  private static final String ALPHABET = "0O1IB8";
  private static final double AMERICAN = 2.0;
  private static final double EUROPEAN = 4.7;

  private final FormatPrior.OfShape prior =
      new FormatPrior(
              ALPHABET, List.of(new FormatPrior.Kind(1, List.of(), Map.of("A9", 1.0, "9", 1.0))))
          .of(AMERICAN);

  private final FormatPrior kinds =
      new FormatPrior(
          ALPHABET,
          List.of(
              new FormatPrior.Kind(
                  0.5, List.of(new FormatPrior.Shape(AMERICAN, 1)), Map.of("99A", 1.0)),
              new FormatPrior.Kind(
                  0.5, List.of(new FormatPrior.Shape(EUROPEAN, 1)), Map.of("9AA", 1.0))));

  private static double[] seen(double... p) {
    return p;
  }

  @Test
  void aDoubtfulCharacterFollowsTheFormat() {
    double[][] p = {seen(.55, .45, 0, 0, 0, 0), seen(.4, .6, 0, 0, 0, 0)};
    prior.apply(p);
    assertTrue(p[0][1] > p[0][0], "a letter stands first");
    assertTrue(p[1][0] > p[1][1], "a digit stands second");
    for (double[] place : p) {
      assertEquals(1, Arrays.stream(place).sum(), 1e-9);
    }
  }

  @Test
  void aCertainCharacterIsBelievedAgainstTheFormat() {
    double[][] p = {seen(.9999, .0001, 0, 0, 0, 0), seen(0, 0, 1, 0, 0, 0)};
    prior.apply(p);
    assertTrue(p[0][0] > .99, "vanity plates exist");
  }

  @Test
  void aTextOfALengthWithoutFormatsStaysAsItIs() {
    double[][] p = {seen(.5, .5, 0, 0, 0, 0), seen(.5, .5, 0, 0, 0, 0), seen(.5, .5, 0, 0, 0, 0)};
    prior.apply(p);
    assertEquals(.5, p[0][0]);
  }

  @Test
  void theShapeOfAPlateSaysWhichFormatsItMayHave() {
    for (double aspect : new double[] {AMERICAN, EUROPEAN}) {
      double[][] p = {seen(.5, .5, 0, 0, 0, 0), seen(.5, .5, 0, 0, 0, 0), seen(.5, .5, 0, 0, 0, 0)};
      kinds.of(aspect).apply(p);
      assertTrue(aspect == AMERICAN ? p[1][0] > .8 : p[1][1] > .8, Arrays.toString(p[1]));
    }
  }

  @Test
  void aShapeThatNoKindHasLeavesAllOfThemPossible() {
    double[][] p = {seen(.5, .5, 0, 0, 0, 0), seen(.5, .5, 0, 0, 0, 0), seen(.5, .5, 0, 0, 0, 0)};
    kinds.of(1000).apply(p);
    assertEquals(.5, p[1][0], 0.01);
    kinds.of(0).apply(p);
    assertEquals(.5, p[1][0], 0.01);
  }

  @Test
  void aReadingInAFormatHasMoreEvidenceThanOneInNone() {
    double[][] inFormat = {seen(0, 1, 0, 0, 0, 0), seen(1, 0, 0, 0, 0, 0)};
    double[][] inNone = {seen(1, 0, 0, 0, 0, 0), seen(0, 1, 0, 0, 0, 0)};
    assertTrue(prior.evidence(inFormat) > 4 * prior.evidence(inNone));
    assertTrue(prior.evidence(inNone) > 0);
  }

  @Test
  void whereNothingIsKnownEachReadingHasTheSameEvidence() {
    FormatPrior.OfShape none = new FormatPrior(ALPHABET, List.of()).of(AMERICAN);
    assertEquals(
        none.evidence(new double[][] {seen(1, 0, 0, 0, 0, 0)}),
        none.evidence(new double[][] {seen(1, 0, 0, 0, 0, 0), seen(0, 1, 0, 0, 0, 0)}));
  }
}
