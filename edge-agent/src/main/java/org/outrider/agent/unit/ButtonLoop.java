package org.outrider.agent.unit;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.hal.BackOff;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.input.Input;
import org.outrider.hal.input.InputEvent;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;

/** Does something each time a button goes down, for as long as the unit runs. */
final class ButtonLoop implements Runnable {
  private final DeviceUri uri;
  private final String name;
  private final Devices devices;
  private final Health health;
  private final UnitClock clock;
  private final Runnable onPress;
  private final BackOff backOff =
      new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(30), RandomGenerator.getDefault());
  private volatile boolean isStopped;
  private volatile @Nullable Input current;

  ButtonLoop(
      DeviceUri uri,
      String name,
      Devices devices,
      Health health,
      UnitClock clock,
      Runnable onPress) {
    this.uri = uri;
    this.name = name;
    this.devices = devices;
    this.health = health;
    this.clock = clock;
    this.onPress = onPress;
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
    try (Input input = devices.input(uri, new HalContext(name, clock))) {
      current = input;
      boolean isDown = true; // a button held down when the unit starts answers nothing
      while (!isStopped) {
        switch (input.next()) {
          case InputEvent.Changed(boolean isOn, long _) -> {
            health.clear(FaultCode.BUTTON_LOST, name);
            backOff.reset();
            if (isOn && !isDown) {
              onPress.run();
            }
            isDown = isOn;
          }
          case InputEvent.Lost(String cause) -> {
            if (!isStopped) {
              health.raise(FaultCode.BUTTON_LOST, name, cause);
            }
            return;
          }
        }
      }
    } catch (DeviceException e) {
      health.raise(FaultCode.BUTTON_LOST, name, String.valueOf(e.getMessage()));
    } finally {
      current = null;
    }
  }

  void stop() {
    isStopped = true;
    Input input = current;
    if (input != null) {
      input.close();
    }
  }
}
