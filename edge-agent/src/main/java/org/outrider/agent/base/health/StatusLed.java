package org.outrider.agent.base.health;

import java.time.Duration;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.light.Light;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;

/** Status of the unit, blinked on a lamp of its case ({@link LedCode}). One thread of its own. */
public final class StatusLed implements Runnable {
  private static final Duration LIT = Duration.ofMillis(150);
  private static final Duration DARK = Duration.ofMillis(300);
  private static final Duration PAUSE = Duration.ofMillis(1700);
  private static final Duration RETRY = Duration.ofSeconds(30);

  private final DeviceUri uri;
  private final Devices devices;
  private final Health health;
  private final UnitClock clock;
  private volatile boolean isStopped;

  public StatusLed(DeviceUri uri, Devices devices, Health health, UnitClock clock) {
    this.uri = uri;
    this.devices = devices;
    this.health = health;
    this.clock = clock;
  }

  @Override
  public void run() {
    try {
      while (!isStopped) {
        session();
        clock.pause(RETRY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Blinks until the lamp fails, which nothing else depends on. */
  private void session() throws InterruptedException {
    try (Light light = devices.light(uri, new HalContext("led", clock))) {
      while (!isStopped) {
        tell(light);
        health.clear(FaultCode.LED_FAILED, "led");
      }
    } catch (DeviceException e) {
      health.raise(FaultCode.LED_FAILED, "led", String.valueOf(e.getMessage()));
    }
  }

  /** Blinks it once. */
  public void tell(Light light) throws DeviceException, InterruptedException {
    int blinks = LedCode.of(health.faults()).blinks();
    for (int i = 0; i < blinks; i++) {
      light.set(true);
      clock.pause(LIT);
      light.set(false);
      clock.pause(DARK);
    }
    clock.pause(PAUSE);
  }

  public void stop() {
    isStopped = true;
  }
}
