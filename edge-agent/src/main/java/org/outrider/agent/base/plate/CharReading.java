package org.outrider.agent.base.plate;

import java.util.List;

/**
 * One character position of a reading.
 *
 * @param alternatives what it may be, most probable first; at least one
 * @param row text line, 0 above 1
 * @param left where it begins, 0..1 of the patch's width
 * @param right where it ends
 */
public record CharReading(List<Alternative> alternatives, int row, double left, double right) {

  /**
   * One possible character.
   *
   * @param probability 0..1 among all characters at this position
   */
  public record Alternative(char text, double probability) {}

  public CharReading {
    alternatives = List.copyOf(alternatives);
    if (alternatives.isEmpty()) {
      throw new IllegalArgumentException("a character position without any character");
    }
  }

  public char text() {
    return alternatives.getFirst().text();
  }

  public double confidence() {
    return alternatives.getFirst().probability();
  }

  /** Probability of a character here; 0 when it is not among the alternatives. */
  public double probabilityOf(char c) {
    for (Alternative a : alternatives) {
      if (a.text() == c) {
        return a.probability();
      }
    }
    return 0;
  }
}
