package org.outrider.hal.gnss;

/** What reading a receiver can give. */
public sealed interface GnssEvent {

  /** A valid position. */
  record Fixed(Fix fix) implements GnssEvent {}

  /** The receiver talks but has no valid position, and why. */
  record Searching(String cause) implements GnssEvent {}

  /** A sentence that was refused, and why; the receiver goes on. */
  record Refused(String cause) implements GnssEvent {}

  /** The receiver is gone; open it anew after a while. */
  record Lost(String cause) implements GnssEvent {}
}
