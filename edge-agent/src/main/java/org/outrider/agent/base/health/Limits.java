package org.outrider.agent.base.health;

import java.time.Duration;

/** Limits beyond which a reading is a warning; checkup, console and health loop share them. */
public final class Limits {
  /**
   * Board temperature: a Raspberry Pi throttles from 80 degrees Celsius (its documentation,
   * "Frequency management").
   */
  public static final double HOT_C = 80;

  /** Storage wear; chosen so that there is time to replace a card. */
  public static final long WORN_PERCENT = 90;

  /** Free disk space; chosen for the usual single boards. */
  public static final long MIN_FREE_BYTES = 500L << 20;

  /** {@link #MIN_FREE_BYTES} as it is displayed. */
  public static final long MIN_FREE_MB = MIN_FREE_BYTES >> 20;

  /** Records waiting for central; more than that and somebody should look at the link. */
  public static final long MAX_WAITING = 1_000;

  /**
   * Time without a frame that was read, after which a unit that is meant to read is shown as one
   * that does not; chosen above the frame time of a slow board and below the 20 s of the watchdog.
   */
  public static final Duration MAX_SILENCE = Duration.ofSeconds(5);

  private Limits() {}

  /** Whether there is too little room on a disk. */
  public static boolean isDiskLow(long freeBytes) {
    return freeBytes < MIN_FREE_BYTES;
  }

  /** Whether no frame was read for too long. */
  public static boolean isSilent(Duration sinceFrame) {
    return sinceFrame.compareTo(MAX_SILENCE) > 0;
  }

  /** Whether too many records wait for central. */
  public static boolean isBacklog(long waiting) {
    return waiting > MAX_WAITING;
  }
}
