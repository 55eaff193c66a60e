package org.outrider.agent.base.health;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outrider.hal.clock.CaptureStamp;

/**
 * Notices when UTC jumps against the monotonic clock: a time daemon's step, a wrong battery clock,
 * a hand. Order and latency do not suffer, since they go by the monotonic clock; but who reads the
 * evidence must know. The fault stands for a while after the last jump.
 */
public final class ClockWatch {
  private static final Duration JUMP = Duration.ofSeconds(1);
  private static final Duration STANDS = Duration.ofMinutes(10);

  private final Health health;
  private final Consumer<String> onStep;
  private @Nullable CaptureStamp last;
  private long jumpNanos;
  private boolean hasJumped;

  /**
   * @param onStep hears of each step, in words
   */
  public ClockWatch(Health health, Consumer<String> onStep) {
    this.health = health;
    this.onStep = onStep;
  }

  /** Compares both clocks with how they stood at the last stamp. */
  public synchronized void accept(CaptureStamp stamp) {
    CaptureStamp before = last;
    if (before != null && stamp.monotonicNanos() < before.monotonicNanos()) {
      return; // another camera's frame, stamped a moment earlier
    }
    last = stamp;
    if (before == null) {
      return;
    }
    Duration passed = Duration.ofNanos(stamp.monotonicNanos() - before.monotonicNanos());
    Instant expected = before.utc().plus(passed);
    Duration jump = Duration.between(expected, stamp.utc());
    if (jump.abs().compareTo(JUMP) > 0) {
      hasJumped = true;
      jumpNanos = stamp.monotonicNanos();
      String step =
          "went from %s to %s, a step of %.1f s"
              .formatted(expected, stamp.utc(), jump.toMillis() / 1e3);
      health.raise(FaultCode.CLOCK_STEPPED, "utc", step);
      onStep.accept(step);
    } else if (hasJumped && stamp.monotonicNanos() - jumpNanos > STANDS.toNanos()) {
      hasJumped = false;
      health.clear(FaultCode.CLOCK_STEPPED, "utc");
    }
  }
}
