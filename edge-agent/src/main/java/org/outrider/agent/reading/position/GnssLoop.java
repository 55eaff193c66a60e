package org.outrider.agent.reading.position;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.hal.BackOff;
import org.outrider.hal.DeviceException;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.gnss.GnssEvent;
import org.outrider.hal.gnss.GnssReceiver;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;

/** Feeds the position history from the receiver for as long as the unit runs. */
public final class GnssLoop implements Runnable {
  private final GnssConfig config;
  private final Devices devices;
  private final PositionHistory positions;
  private final Health health;
  private final UnitClock clock;
  private final BackOff backOff =
      new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(30), RandomGenerator.getDefault());
  private volatile boolean isStopped;
  private volatile @Nullable GnssReceiver current;

  public GnssLoop(
      GnssConfig config,
      Devices devices,
      PositionHistory positions,
      Health health,
      UnitClock clock) {
    this.config = config;
    this.devices = devices;
    this.positions = positions;
    this.health = health;
    this.clock = clock;
  }

  @Override
  public void run() {
    try {
      while (!isStopped) {
        session();
        clock.pause(backOff.next());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void session() throws InterruptedException {
    try (GnssReceiver receiver = devices.gnss(config.uri(), new HalContext("gnss", clock))) {
      current = receiver;
      while (!isStopped) {
        switch (receiver.next()) {
          case GnssEvent.Fixed(var fix) -> {
            positions.add(fix);
            backOff.reset();
            health.clear(FaultCode.GNSS_LOST, "gnss");
            health.clear(FaultCode.GNSS_NO_FIX, "gnss");
          }
          case GnssEvent.Searching(String cause) -> {
            health.clear(FaultCode.GNSS_LOST, "gnss");
            health.raise(FaultCode.GNSS_NO_FIX, "gnss", cause);
          }
          case GnssEvent.Refused(String cause) -> health.count("gnss.refused");
          case GnssEvent.Lost(String cause) -> {
            if (!isStopped) {
              health.raise(FaultCode.GNSS_LOST, "gnss", cause);
            }
            return;
          }
        }
      }
    } catch (DeviceException e) {
      health.raise(FaultCode.GNSS_LOST, "gnss", String.valueOf(e.getMessage()));
    } finally {
      current = null;
    }
  }

  public void stop() {
    isStopped = true;
    GnssReceiver receiver = current;
    if (receiver != null) {
      receiver.close();
    }
  }
}
