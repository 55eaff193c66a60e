package org.outrider.agent.unit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.hal.BackOff;
import org.tinylog.Logger;

/**
 * Jobs of a unit, each on a thread of its own: started in the order in which they were added,
 * stopped in the reverse order, then awaited. A job that fails is a fault and is started again; the
 * fault is cleared once the job has run for a while.
 */
final class Services {
  private static final Duration LAST_RETRY = Duration.ofMinutes(1);

  private final Health health;
  private final Duration firstRetry;
  private final Duration held;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final List<Service> services = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * A job.
   *
   * @param stop asks the job to end; returns at once
   * @param blocks the job may wait for something other than its own stop, and is interrupted
   * @param isRestarted the job is started again when it fails
   */
  private record Service(
      String name, Runnable job, Runnable stop, boolean blocks, boolean isRestarted) {}

  Services(Health health) {
    this(health, Duration.ofSeconds(1), Duration.ofMinutes(2));
  }

  /**
   * @param firstRetry limit of the first wait before a job is started again
   * @param held time after which a job that was started again counts as running
   */
  Services(Health health, Duration firstRetry, Duration held) {
    this.health = health;
    this.firstRetry = firstRetry;
    this.held = held;
  }

  /** Adds a job that ends soon after it is asked to. */
  void add(String name, Runnable job, Runnable stop) {
    services.add(new Service(name, job, stop, false, true));
  }

  /** Adds a job that may wait for something other than its own stop. */
  void addBlocking(String name, Runnable job, Runnable stop) {
    services.add(new Service(name, job, stop, true, true));
  }

  /** Adds a job of a camera, whose failure the supervision handles. */
  void addSupervised(String name, Runnable job, Runnable stop) {
    services.add(new Service(name, job, stop, false, false));
  }

  void start() {
    for (Service service : services) {
      threads.add(
          Thread.ofPlatform()
              .name(service.name())
              .start(service.isRestarted() ? () -> run(service) : service.job()));
    }
  }

  /** Runs a job until it ends by itself or is stopped, however often it fails. */
  private void run(Service service) {
    BackOff retry = new BackOff(firstRetry, LAST_RETRY, RandomGenerator.getDefault());
    while (true) {
      CountDownLatch over = new CountDownLatch(1);
      if (retry.tries() > 0) {
        Thread _ =
            Thread.ofVirtual()
                .name(service.name() + "-held")
                .start(() -> clearOnceHeld(service, over));
      }
      long start = System.nanoTime();
      try {
        service.job().run();
        return;
      } catch (RuntimeException | Error e) { // the root of a thread
        Logger.tag("unit").error(e, "{} failed and is started again", service.name());
        health.raise(FaultCode.SERVICE_FAILED, service.name(), "It failed: " + e + ".");
      } finally {
        over.countDown();
      }
      if (System.nanoTime() - start > held.toNanos()) {
        retry.reset();
      }
      if (!pause(retry.next())) {
        return;
      }
    }
  }

  private void clearOnceHeld(Service service, CountDownLatch over) {
    try {
      if (!over.await(held.toMillis(), TimeUnit.MILLISECONDS)) {
        health.clear(FaultCode.SERVICE_FAILED, service.name());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits; false when the unit stops. */
  private boolean pause(Duration time) {
    try {
      return !stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Stops all jobs and waits for them.
   *
   * @param limit time that each job has to end before it is interrupted
   */
  void stop(Duration limit) {
    stopping.countDown();
    services.reversed().forEach(service -> service.stop().run());
    for (int i = 0; i < threads.size(); i++) {
      Thread thread = threads.get(i);
      try {
        if (services.get(i).blocks()) {
          thread.interrupt();
        }
        if (!thread.join(limit)) {
          thread.interrupt();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
