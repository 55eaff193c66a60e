package org.outrider.hal.sim;

import java.util.ArrayList;
import java.util.List;
import org.outrider.hal.light.Light;

/** Remembers how it was switched. */
public final class SimLight implements Light {
  private final List<Boolean> switched = new ArrayList<>();

  /** All settings so far, oldest first. */
  public synchronized List<Boolean> switched() {
    return List.copyOf(switched);
  }

  @Override
  public synchronized void set(boolean on) {
    switched.add(on);
  }

  @Override
  public void close() {
    // holds nothing
  }
}
