package org.outrider.hal.input;

/** A contact: a button, the ignition, a door. Read by one thread. */
public interface Input extends AutoCloseable {

  /** Waits for what comes next; the first event tells how it stands. Never throws for trouble. */
  InputEvent next() throws InterruptedException;

  @Override
  void close();
}
