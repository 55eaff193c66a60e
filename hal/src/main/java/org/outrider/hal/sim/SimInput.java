package org.outrider.hal.sim;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.input.Input;
import org.outrider.hal.input.InputEvent;

/** A contact that a test or a demonstration presses. */
public final class SimInput implements Input {
  private final UnitClock clock;
  private final BlockingQueue<InputEvent> events = new LinkedBlockingQueue<>();

  /** A contact that stands as told. */
  public SimInput(boolean isOn, UnitClock clock) {
    this.clock = clock;
    set(isOn);
  }

  /** Closes or opens the contact. */
  public void set(boolean isOn) {
    events.add(new InputEvent.Changed(isOn, clock.monotonicNanos()));
  }

  /** Tears the cable. */
  public void lose() {
    events.add(new InputEvent.Lost("unplugged (simulated)"));
  }

  @Override
  public InputEvent next() throws InterruptedException {
    return events.take();
  }

  @Override
  public void close() {
    events.add(new InputEvent.Lost("closed"));
  }
}
