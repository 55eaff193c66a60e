package org.outrider.agent.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.outrider.agent.base.health.Health;

class ServicesTest {
  private final Services services = new Services(new Health());
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void add(String name) {
    CountDownLatch stopped = new CountDownLatch(1);
    services.add(
        name,
        () -> await(stopped),
        () -> {
          seen.add(name);
          stopped.countDown();
        });
  }

  @Test
  void jobsAreStoppedInTheReverseOrder() {
    add("store");
    add("camera");
    add("supervision");
    services.start();
    services.stop(Duration.ofSeconds(10));
    assertEquals(List.of("supervision", "camera", "store"), seen);
  }

  @Test
  void aJobThatWaitsForItsDeviceIsInterruptedAtOnce() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    services.addBlocking(
        "gnss",
        () -> {
          begun.countDown();
          await(new CountDownLatch(1)); // a receiver that says nothing
          seen.add("ended");
        },
        () -> {});
    services.start();
    begun.await();
    long start = System.nanoTime();
    services.stop(Duration.ofMinutes(1));
    assertEquals(List.of("ended"), seen);
    assertTrue(System.nanoTime() - start < Duration.ofSeconds(50).toNanos(), "not its time limit");
  }

  @Test
  void aJobThatIgnoresItsStopIsInterruptedAfterTheLimit() throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    services.add(
        "stuck",
        () -> {
          await(new CountDownLatch(1));
          ended.countDown();
        },
        () -> {});
    services.start();
    services.stop(Duration.ofMillis(50));
    ended.await();
  }

  @Test
  void aJobThatFailsIsAFaultAndStartedAgain() throws InterruptedException {
    Health health = new Health();
    Services all = new Services(health, Duration.ofMillis(1), Duration.ofMillis(50));
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch again = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    all.add(
        "hotlist-sync",
        () -> {
          int run = runs.incrementAndGet();
          if (run == 1) {
            throw new IllegalArgumentException("no host");
          }
          if (run == 2) {
            throw new StackOverflowError();
          }
          again.countDown();
          await(stopped);
        },
        stopped::countDown);
    all.start();
    assertTrue(again.await(30, TimeUnit.SECONDS), "started again");
    assertEquals(2, health.counted("fault.service_failed"));
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!health.faults().isEmpty() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertEquals(List.of(), health.faults(), "cleared once it has held");
    all.stop(Duration.ofSeconds(10));
    assertEquals(3, runs.get());
  }
}
