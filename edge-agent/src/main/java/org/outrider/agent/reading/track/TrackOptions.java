package org.outrider.agent.reading.track;

import java.time.Duration;

/**
 * How looks become reads.
 *
 * @param leastLooks looks a pass needs before it is reported at all
 * @param leastConfidence of a reported pass, 0..1
 * @param stableLooks agreeing looks after which the early read is issued
 * @param stableConfidence confidence the running result needs for the early read
 * @param settledLooks agreeing looks after which the early read needs no more confidence than any
 * @param gone a vehicle not seen for so long has passed
 * @param repeat a plate seen again within this time of its last look is the same pass
 */
public record TrackOptions(
    int leastLooks,
    double leastConfidence,
    int stableLooks,
    double stableConfidence,
    int settledLooks,
    Duration gone,
    Duration repeat) {
  /** Spacing assumed between the frames of a recording. */
  public static final Duration RECORDED_INTERVAL = Duration.ofMillis(40);

  public static final TrackOptions DEFAULT =
      new TrackOptions(2, 0.5, 2, 0.8, 5, Duration.ofMillis(900), Duration.ofSeconds(8));
}
