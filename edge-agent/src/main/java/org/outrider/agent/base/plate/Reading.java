package org.outrider.agent.base.plate;

import java.util.List;

/**
 * What the reader makes of one patch.
 *
 * @param chars in reading order; empty when there is no plate
 * @param confidence calibrated probability that the whole text is right, 0..1
 * @param raw the text before any prior knowledge of formats; evidence, kept as it was
 */
public record Reading(List<CharReading> chars, double confidence, String raw) {
  public static final Reading NOTHING = new Reading(List.of(), 0, "");

  /** A reading to which no prior was applied. */
  public Reading(List<CharReading> chars, double confidence) {
    this(chars, confidence, textOf(chars));
  }

  public Reading {
    chars = List.copyOf(chars);
  }

  /** The most probable text. */
  public String text() {
    return textOf(chars);
  }

  private static String textOf(List<CharReading> chars) {
    StringBuilder out = new StringBuilder(chars.size());
    for (CharReading c : chars) {
      out.append(c.text());
    }
    return out.toString();
  }
}
