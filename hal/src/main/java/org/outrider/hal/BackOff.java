package org.outrider.hal;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Waiting times between tries: doubled each time up to a limit, each drawn at random below it. */
public final class BackOff {
  private final Duration first;
  private final Duration most;
  private final RandomGenerator random;
  private int tries;

  /**
   * @param first limit of the first wait
   * @param most limit of all waits
   */
  public BackOff(Duration first, Duration most, RandomGenerator random) {
    this.first = first;
    this.most = most;
    this.random = random;
  }

  /** The next wait: full jitter, but never under a tenth of the limit. */
  public Duration next() {
    long limit = Math.min(most.toMillis(), first.toMillis() << Math.min(tries, 20));
    tries++;
    return Duration.ofMillis(limit / 10 + random.nextLong(limit - limit / 10 + 1));
  }

  /** How often in a row it was tried. */
  public int tries() {
    return tries;
  }

  /** Begins anew after success. */
  public void reset() {
    tries = 0;
  }
}
