package org.outrider.hal.driver;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for another process, which no clock of ours can hold. */
final class Waiting {
  private Waiting() {}

  static void until(Duration most, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + most.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("did not happen within " + most);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }
}
