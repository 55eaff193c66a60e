package org.outrider.agent.unit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Jobs of a unit, each on a thread of its own: started in the order in which they were added,
 * stopped in the reverse order, then awaited.
 */
final class Services {
  private final List<Service> services = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * A job.
   *
   * @param stop asks the job to end; returns at once
   * @param blocks the job may wait for something other than its own stop, and is interrupted
   */
  private record Service(String name, Runnable job, Runnable stop, boolean blocks) {}

  /** Adds a job that ends soon after it is asked to. */
  void add(String name, Runnable job, Runnable stop) {
    services.add(new Service(name, job, stop, false));
  }

  /** Adds a job that may wait for something other than its own stop. */
  void addBlocking(String name, Runnable job, Runnable stop) {
    services.add(new Service(name, job, stop, true));
  }

  void start() {
    for (Service service : services) {
      threads.add(Thread.ofPlatform().name(service.name()).start(service.job()));
    }
  }

  /**
   * Stops all jobs and waits for them.
   *
   * @param limit time that each job has to end before it is interrupted
   */
  void stop(Duration limit) {
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
