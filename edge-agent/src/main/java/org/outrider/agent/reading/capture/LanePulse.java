package org.outrider.agent.reading.capture;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether the two loops of a camera go on: the one that captures comes round, and the one that
 * reads is not held up by a frame. Waiting for a camera that is lost, or for a frame, is going on.
 * Safe for several threads.
 */
public final class LanePulse {
  private static final long IDLE = Long.MIN_VALUE;

  private final AtomicLong cameRound;
  private final AtomicLong tookFrame = new AtomicLong(IDLE);

  /**
   * @param now monotonic nanoseconds
   */
  public LanePulse(long now) {
    cameRound = new AtomicLong(now);
  }

  /** The capturing loop came round. */
  public void round(long now) {
    cameRound.set(now);
  }

  /** The reading loop has a frame in hand. */
  public void takes(long now) {
    tookFrame.set(now);
  }

  /** It is done with it. */
  public void isDone() {
    tookFrame.set(IDLE);
  }

  /** Whether one of the loops has not gone on for too long. */
  public boolean isStuck(long now, Duration most) {
    long taken = tookFrame.get();
    return now - cameRound.get() > most.toNanos()
        || (taken != IDLE && now - taken > most.toNanos());
  }
}
