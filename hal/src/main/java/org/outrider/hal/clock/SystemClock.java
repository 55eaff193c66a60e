package org.outrider.hal.clock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * The machine's clocks. Whether UTC is followed says the kernel; where it cannot be asked (a
 * service that may not touch the clock), a file that chrony's own words are written to, or the file
 * {@code /run/systemd/timesync/synchronized}; without any the time is taken as unsynced.
 */
public final class SystemClock implements UnitClock {
  private static final Duration CHECK_EVERY = Duration.ofSeconds(10);
  private static final ClockQuality NTP =
      new ClockQuality(ClockQuality.Source.NTP, Duration.ofSeconds(1), true);

  private final InstantSource utc = Clock.systemUTC();
  private final Path tracking = Path.of("/run/outrider-clock/tracking");
  private final Path timesync = Path.of("/run/systemd/timesync/synchronized");
  private volatile ClockQuality quality = ClockQuality.unsynced();
  private volatile long checkedNanos = Long.MIN_VALUE;

  @Override
  public long monotonicNanos() {
    return System.nanoTime();
  }

  @Override
  public Instant utc() {
    return utc.instant();
  }

  @Override
  public ClockQuality quality() {
    long now = System.nanoTime();
    if (checkedNanos == Long.MIN_VALUE || now - checkedNanos > CHECK_EVERY.toNanos()) {
      checkedNanos = now;
      quality = look();
    }
    return quality;
  }

  private ClockQuality look() {
    return KernelTime.quality()
        .or(() -> ChronyTracking.quality(tracking, utc()))
        .orElseGet(this::ofDaemon);
  }

  private ClockQuality ofDaemon() {
    try {
      Instant set = Files.getLastModifiedTime(timesync).toInstant();
      return set.isAfter(utc().minus(Duration.ofDays(1))) ? NTP : ClockQuality.unsynced();
    } catch (IOException e) {
      return ClockQuality.unsynced();
    }
  }

  @Override
  public void awaitNanos(long nanos) throws InterruptedException {
    long left = nanos - System.nanoTime();
    while (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
      left = nanos - System.nanoTime();
    }
  }
}
