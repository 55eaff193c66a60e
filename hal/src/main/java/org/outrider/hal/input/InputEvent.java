package org.outrider.hal.input;

/** What waiting for a contact can give. */
public sealed interface InputEvent {

  /**
   * The contact has settled.
   *
   * @param isOn pressed, closed, ignition on
   * @param monotonicNanos when, on the unit's monotonic clock
   */
  record Changed(boolean isOn, long monotonicNanos) implements InputEvent {}

  /** The contact cannot be read any more; open it anew after a while. */
  record Lost(String cause) implements InputEvent {}
}
