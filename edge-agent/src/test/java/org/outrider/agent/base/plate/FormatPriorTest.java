package org.outrider.agent.base.plate;

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

  private final FormatPrior.OfPlate prior =
      new FormatPrior(
              ALPHABET,
              List.of(new FormatPrior.Kind(1, List.of(), Map.of("A9", 1.0, "9", 1.0), Map.of())))
          .of(AMERICAN, RegionShares.NONE);

  private final FormatPrior kinds =
      new FormatPrior(
          ALPHABET,
          List.of(
              new FormatPrior.Kind(
                  0.5, List.of(new FormatPrior.Shape(AMERICAN, 1)), Map.of("99A", 1.0), Map.of()),
              new FormatPrior.Kind(
                  0.5, List.of(new FormatPrior.Shape(EUROPEAN, 1)), Map.of("9AA", 1.0), Map.of())));

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
      kinds.of(aspect, RegionShares.NONE).apply(p);
      assertTrue(aspect == AMERICAN ? p[1][0] > .8 : p[1][1] > .8, Arrays.toString(p[1]));
    }
  }

  @Test
  void aShapeThatNoKindHasLeavesAllOfThemPossible() {
    double[][] p = {seen(.5, .5, 0, 0, 0, 0), seen(.5, .5, 0, 0, 0, 0), seen(.5, .5, 0, 0, 0, 0)};
    kinds.of(1000, RegionShares.NONE).apply(p);
    assertEquals(.5, p[1][0], 0.01);
    kinds.of(0, RegionShares.NONE).apply(p);
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
    FormatPrior.OfPlate none = new FormatPrior(ALPHABET, List.of()).of(AMERICAN, RegionShares.NONE);
    assertEquals(
        none.evidence(new double[][] {seen(1, 0, 0, 0, 0, 0)}),
        none.evidence(new double[][] {seen(1, 0, 0, 0, 0, 0), seen(0, 1, 0, 0, 0, 0)}));
  }

  private final FormatPrior states =
      new FormatPrior(
          ALPHABET,
          List.of(
              new FormatPrior.Kind(
                  1,
                  List.of(),
                  Map.of("9A", 1.0, "A9", 1.0),
                  Map.of("US-CT", Map.of("9A", 1.0), "US-NY", Map.of("A9", 1.0)))));

  private static RegionShares told(double connecticut, double newYork) {
    return new RegionShares(
        List.of("US-CT", "US-NY", ""),
        new double[] {connecticut, newYork, 1 - connecticut - newYork},
        0.7);
  }

  @Test
  void theFormatsOfTheStateThatIsToldAreMoreProbable() {
    double[][] ofNobody = {seen(.5, .5, 0, 0, 0, 0), seen(.5, .5, 0, 0, 0, 0)};
    states.of(AMERICAN, told(0, 0)).apply(ofNobody);
    assertEquals(.5, ofNobody[0][0], 1e-9);
    double[][] ofConnecticut = {seen(.5, .5, 0, 0, 0, 0), seen(.5, .5, 0, 0, 0, 0)};
    states.of(AMERICAN, told(.9, .05)).apply(ofConnecticut);
    assertTrue(ofConnecticut[0][0] > .75, Arrays.toString(ofConnecticut[0]));
    assertTrue(ofConnecticut[1][1] > .75, Arrays.toString(ofConnecticut[1]));
  }

  @Test
  void aPlateInAFormatOfItsStateHasMoreEvidenceThanOneInAnother() {
    double[][] nineA = {seen(1, 0, 0, 0, 0, 0), seen(0, 1, 0, 0, 0, 0)};
    double[][] aNine = {seen(0, 1, 0, 0, 0, 0), seen(1, 0, 0, 0, 0, 0)};
    FormatPrior.OfPlate ofNewYork = states.of(AMERICAN, told(0, 1));
    assertTrue(ofNewYork.evidence(aNine) > 3 * ofNewYork.evidence(nineA));
    assertTrue(ofNewYork.evidence(nineA) > 0, "plates of other states exist");
  }

  private static List<CharReading> chars(String text) {
    return text.chars()
        .mapToObj(
            c -> new CharReading(List.of(new CharReading.Alternative((char) c, .95)), 0, 0, 1))
        .toList();
  }

  @Test
  void aTextInAFormatOfFewStatesSaysWhoIssuedThePlate() {
    assertEquals(Region.UNKNOWN, told(.6, .3).told(), "by words and colours alone");
    assertEquals("US-CT", states.given(told(.6, .3), chars("8B")).told().code());
    assertEquals("US-NY", states.given(told(.6, .3), chars("B8")).told().code());
  }

  @Test
  void aTextInNoFormatAndNoTextAtAllSayNothingOfTheState() {
    for (String text : List.of("", "88B", "88")) {
      RegionShares after = states.given(told(.6, .3), chars(text));
      assertEquals(.6, after.of("US-CT"), 1e-9, text);
      assertEquals(.1, after.of(""), 1e-9, text);
    }
  }

  @Test
  void sharesStayAsTheyWereWhateverBecomesOfTheNetsBuffer() {
    double[] buffer = {1, 0};
    RegionShares shares = new RegionShares(List.of("US-CT", "US-NY"), buffer, 0.5);
    buffer[0] = 0;
    assertEquals("US-CT", shares.told().code());
  }
}
