package org.outrider.agent.base.plate;

/**
 * Reading of the same plate by a second, independently trained reader of another kind.
 *
 * @param text the text it reads; empty where it sees no plate
 * @param confidence probability of the whole text by its own account, 0..1
 */
public record SecondReading(String text, double confidence) {

  /**
   * Highest confidence of a read that the second reader disputes, so that a read of more than this
   * is one on which both agree (chosen on real plates: see the second reader's card).
   */
  public static final double DISPUTED_MAX_CONFIDENCE = 0.8;

  /** Agreement with the first reader's text; O counts as 0. */
  public boolean agreesWith(PlateText plate) {
    return PlateText.of(text).index().equals(plate.index());
  }

  /** Confidence of a read of the first reader, given this second reading of it. */
  public double confidenceOf(PlateText plate, double confidence) {
    return agreesWith(plate) ? confidence : Math.min(confidence, DISPUTED_MAX_CONFIDENCE);
  }
}
