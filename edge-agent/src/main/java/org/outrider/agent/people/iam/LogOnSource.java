package org.outrider.agent.people.iam;

/**
 * Place that somebody logs on from.
 *
 * @param address of the other machine, or its network where one machine has many; the unit's own
 *     terminal for a command
 * @param devices proofs of earlier log-ons that a browser keeps; empty for none
 */
public record LogOnSource(String address, String devices) {
  /** A command on the unit. */
  public static final LogOnSource TERMINAL = new LogOnSource("terminal", "");

  @Override
  public String toString() { // the proofs are secrets
    return address;
  }
}
