package org.outrider.agent.reading.track;

import org.outrider.hal.camera.Frame;

/**
 * Time of one camera's frames for the tracker: of a recording the time in its container, however
 * fast it is read; of a camera that of capture. It never goes back, also where a recording begins
 * again.
 */
final class TrackTime {
  private long baseNanos;
  private long lastNanos = Long.MIN_VALUE;

  /** Nanoseconds of a frame. */
  long of(Frame frame) {
    long captured = frame.stamp().monotonicNanos();
    long nanos = captured;
    if (frame.mediaNanos() != Frame.NO_TIME) {
      if (lastNanos == Long.MIN_VALUE || baseNanos + frame.mediaNanos() < lastNanos) {
        baseNanos = Math.max(captured, lastNanos) - frame.mediaNanos();
      }
      nanos = baseNanos + frame.mediaNanos();
    }
    lastNanos = Math.max(lastNanos, nanos);
    return lastNanos;
  }
}
