package org.outrider.agent.plate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FormatPriorTest {
  private static final String ALPHABET = "0O1IB8";
  private final FormatPrior prior = new FormatPrior(ALPHABET, Map.of("A9", 1.0));

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
      assertEquals(1, java.util.Arrays.stream(place).sum(), 1e-9);
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
    double[][] p = {seen(.5, .5, 0, 0, 0, 0)};
    prior.apply(p);
    assertEquals(.5, p[0][0]);
  }
}
