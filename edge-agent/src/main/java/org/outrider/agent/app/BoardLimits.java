package org.outrider.agent.app;

/** From when on a board's readings are a warning; by judgement, and of the usual single boards. */
final class BoardLimits {
  /**
   * A Raspberry Pi throttles from 80 degrees Celsius (its documentation, "Frequency management").
   */
  static final double HOT_C = 80;

  static final long WORN_PERCENT = 90;
  static final long LEAST_FREE_BYTES = 500L << 20;

  private BoardLimits() {}
}
