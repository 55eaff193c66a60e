package org.outrider.hal.gnss;

import org.jspecify.annotations.Nullable;

/** What reading a receiver can give. */
public sealed interface GnssEvent {

  /**
   * A valid position.
   *
   * @param timeDoubt why the receiver's date is not believed, although its position is; null where
   *     nothing speaks against it
   */
  record Fixed(Fix fix, @Nullable String timeDoubt) implements GnssEvent {
    public Fixed(Fix fix) {
      this(fix, null);
    }
  }

  /** The receiver talks but has no valid position, and why. */
  record Searching(String cause) implements GnssEvent {}

  /** Bytes arrive, but for a while nothing that could hold a position, and what arrives instead. */
  record NoFixSentences(String cause) implements GnssEvent {}

  /** A sentence or noise that was refused, and why; the receiver goes on. */
  record Refused(String cause) implements GnssEvent {}

  /** The receiver is gone; open it again after a while. */
  record Lost(String cause) implements GnssEvent {}
}
