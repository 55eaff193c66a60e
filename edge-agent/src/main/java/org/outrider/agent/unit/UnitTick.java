package org.outrider.agent.unit;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Work that is due every second or more seldom, on one thread. */
final class UnitTick implements Runnable {
  private static final Duration TICK = Duration.ofSeconds(1);

  /** Interval between checks for a new or renewed certificate of the console. */
  private static final Duration CONSOLE = Duration.ofSeconds(30);

  /** Interval between checks for a new day. */
  private static final Duration USAGE = Duration.ofMinutes(10);

  private final UnitWiring unit;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private long usageLooked;
  private long consoleLooked;

  UnitTick(UnitWiring unit) {
    this.unit = unit;
  }

  @Override
  public void run() {
    try {
      while (!stopping.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
        tick();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tick() {
    unit.dispositions.tick();
    unit.alerts.tick();
    unit.parked.look();
    long now = unit.core.clock.monotonicNanos();
    if (now - usageLooked > USAGE.toNanos()) {
      reportUsage();
    }
    ConsoleService console = unit.console;
    if (console != null) {
      if (now - consoleLooked > CONSOLE.toNanos()) {
        consoleLooked = now;
        console.serve();
      }
      console.follow();
    }
  }

  /** Reports past days; the date may be known only since the first fix. */
  void reportUsage() {
    UnitCore core = unit.core;
    usageLooked = core.clock.monotonicNanos();
    CompletableFuture<Void> _ =
        core.store.reportUsage((usageId, day) -> day.write(usageId, core.id, core.profileStamp));
  }

  void stop() {
    stopping.countDown();
  }
}
