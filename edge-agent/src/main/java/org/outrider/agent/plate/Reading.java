package org.outrider.agent.plate;

import java.util.List;

/**
 * What the reader makes of one patch.
 *
 * @param chars in reading order; empty when there is no plate
 * @param confidence calibrated probability that the whole text is right, 0..1
 */
public record Reading(List<CharReading> chars, double confidence) {
  public static final Reading NOTHING = new Reading(List.of(), 0);

  public Reading {
    chars = List.copyOf(chars);
  }

  /** The most probable text. */
  public String text() {
    StringBuilder out = new StringBuilder(chars.size());
    for (CharReading c : chars) {
      out.append(c.text());
    }
    return out.toString();
  }
}
