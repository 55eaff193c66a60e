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
  private static final String PART = "gnss";

  private final GnssConfig config;
  private final Devices devices;
  private final PositionHistory positions;
  private final Health health;
  private final UnitClock clock;
  private final NoiseWatch noise;
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
    this.noise = new NoiseWatch(PART, health, clock);
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
    try (GnssReceiver receiver = devices.gnss(config.uri(), new HalContext(PART, clock))) {
      current = receiver;
      while (!isStopped) {
        GnssEvent event = receiver.next();
        noise.saw(event);
        if (event instanceof GnssEvent.Lost(String cause)) {
          if (!isStopped) {
            health.raise(FaultCode.GNSS_LOST, PART, cause);
          }
          return;
        }
        take(event);
      }
    } catch (DeviceException e) {
      health.raise(FaultCode.GNSS_LOST, PART, String.valueOf(e.getMessage()));
    } finally {
      current = null;
    }
  }

  private void take(GnssEvent event) {
    switch (event) {
      case GnssEvent.Fixed(var fix, var doubt) -> {
        positions.add(fix);
        backOff.reset();
        health.clear(FaultCode.GNSS_LOST, PART);
        health.clear(FaultCode.GNSS_NO_FIX, PART);
        health.clear(FaultCode.GNSS_NO_FIX_SENTENCES, PART);
        if (doubt == null) {
          health.clear(FaultCode.GNSS_TIME_DOUBTED, PART);
        } else {
          health.raise(FaultCode.GNSS_TIME_DOUBTED, PART, doubt);
        }
      }
      case GnssEvent.Searching(String cause) -> {
        health.clear(FaultCode.GNSS_LOST, PART);
        health.clear(FaultCode.GNSS_NO_FIX_SENTENCES, PART);
        health.raise(FaultCode.GNSS_NO_FIX, PART, cause);
      }
      case GnssEvent.NoFixSentences(String cause) -> {
        health.clear(FaultCode.GNSS_LOST, PART);
        health.clear(FaultCode.GNSS_NO_FIX, PART);
        health.raise(FaultCode.GNSS_NO_FIX_SENTENCES, PART, cause);
      }
      case GnssEvent.Refused _ -> health.count("gnss.refused");
      case GnssEvent.Lost _ -> {
        // ends the session
      }
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
