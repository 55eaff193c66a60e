package org.outrider.agent.base.health;

/** From when on a board's readings are a warning; by judgement, and of the usual single boards. */
public final class BoardLimits {
  /**
   * A Raspberry Pi throttles from 80 degrees Celsius (its documentation, "Frequency management").
   */
  public static final double HOT_C = 80;

  public static final long WORN_PERCENT = 90;
  public static final long LEAST_FREE_BYTES = 500L << 20;

  private BoardLimits() {}
}
