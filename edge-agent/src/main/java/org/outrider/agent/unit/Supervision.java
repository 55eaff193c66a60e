package org.outrider.agent.unit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.reading.capture.LanePulse;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.service.ServiceManager;

/**
 * Tells the service manager that work goes on, as long as it does: while any camera's loops go on
 * the unit is of use, and what is stuck is a fault; once all are stuck nothing is told any more,
 * and the agent is started anew.
 */
final class Supervision implements Runnable {
  /** No camera or model takes so long over a frame. */
  static final Duration MOST = Duration.ofSeconds(20);

  /** Told so often at least: whoever looks at the status sees what it is now. */
  private static final Duration SELDOM = Duration.ofSeconds(10);

  /** Told thrice within its patience. */
  private static final int OFTEN = 3;

  private final ServiceManager manager;
  private final Health health;
  private final UnitClock clock;
  private final Map<String, LanePulse> lanes = new LinkedHashMap<>();
  private final CountDownLatch stopping = new CountDownLatch(1);

  Supervision(ServiceManager manager, Health health, UnitClock clock) {
    this.manager = manager;
    this.health = health;
    this.clock = clock;
  }

  /** One more camera; before the start. */
  void add(String camera, LanePulse pulse) {
    lanes.put(camera, pulse);
  }

  @Override
  public void run() {
    Duration pause = pause(manager.patience());
    try {
      manager.ready(status());
      do {
        look();
      } while (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Between two looks, by the patience of the service manager; empty where it has no end. */
  static Duration pause(Optional<Duration> patience) {
    Duration needed = patience.map(p -> p.dividedBy(OFTEN)).orElse(SELDOM);
    return needed.compareTo(SELDOM) < 0 ? needed : SELDOM;
  }

  /** Looks once. */
  void look() {
    int stuck = 0;
    for (Map.Entry<String, LanePulse> lane : lanes.entrySet()) {
      if (lane.getValue().isStuck(clock.monotonicNanos(), MOST)) {
        stuck++;
        health.raise(
            FaultCode.CAMERA_STUCK,
            lane.getKey(),
            "nothing goes on for " + MOST.toSeconds() + " s");
      } else {
        health.clear(FaultCode.CAMERA_STUCK, lane.getKey());
      }
    }
    if (stuck < lanes.size() || lanes.isEmpty()) {
      manager.alive(status());
    }
  }

  private String status() {
    int faults = health.faults().size();
    return "%s, %s read, %s"
        .formatted(
            Counted.of(lanes.size(), "camera"),
            Counted.of(health.counted("frame.read"), "frame"),
            faults == 0 ? "no faults" : Counted.of(faults, "fault"));
  }

  void stop() {
    stopping.countDown();
    manager.stopping();
  }
}
