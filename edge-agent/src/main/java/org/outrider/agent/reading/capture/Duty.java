package org.outrider.agent.reading.capture;

/**
 * Whether a unit reads plates just now. One on a pole always does; one in a car does from log-on to
 * log-off (IAM-04). In service its cameras run so that they can be aimed, and nothing is read. Safe
 * for several threads.
 */
public final class Duty {
  /** What a unit does. */
  public enum State {
    OFF,
    /** It is not where it was assigned to be (LOC-03). */
    HALTED,
    /** Cameras run, no read is made. */
    SERVICE,
    ON
  }

  private State state;
  private boolean isHalted;
  private int changes;

  public Duty(State first) {
    state = first;
  }

  /** Changes it from now on. */
  public synchronized void set(State next) {
    state = next;
    changes++;
  }

  public synchronized State state() {
    return isHalted ? State.HALTED : state;
  }

  /** Whether cameras stand still whatever people want, since the unit must not work here. */
  public synchronized void halt(boolean isHalted) {
    this.isHalted = isHalted;
    changes++;
  }

  /** Count of changes so far, by which a watch knows that cameras have just begun to run. */
  public synchronized int changes() {
    return changes;
  }

  /** Whether cameras run. */
  public boolean runsCameras() {
    return state() != State.OFF && state() != State.HALTED;
  }

  /** Whether reads are made. */
  public boolean makesReads() {
    return state() == State.ON;
  }
}
