package org.outrider.hal.driver.pi4j;

import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.DigitalStateChangeListener;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.input.Input;
import org.outrider.hal.input.InputEvent;

/** One input line; edges come from Pi4J's thread, debounced by the kernel or by Pi4J. */
final class GpioInput implements Input {
  private final Context pi;
  private final boolean activeHigh;
  private final UnitClock clock;
  private final BlockingQueue<InputEvent> events = new LinkedBlockingQueue<>();

  GpioInput(Context pi, DigitalInput input, boolean activeHigh, UnitClock clock) {
    this.pi = pi;
    this.activeHigh = activeHigh;
    this.clock = clock;
    changed(input.state());
    DigitalStateChangeListener listener = event -> changed(event.state());
    input.addListener(listener);
  }

  private void changed(DigitalState state) {
    if (state == DigitalState.HIGH || state == DigitalState.LOW) {
      events.add(new InputEvent.Changed(state.isHigh() == activeHigh, clock.monotonicNanos()));
    }
  }

  @Override
  public InputEvent next() throws InterruptedException {
    return events.take();
  }

  @Override
  public void close() {
    pi.shutdown();
    events.add(new InputEvent.Lost("closed"));
  }
}
