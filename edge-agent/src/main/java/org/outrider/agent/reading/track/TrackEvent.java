package org.outrider.agent.reading.track;

import org.outrider.hal.image.Image;

/**
 * What the tracker reports. It carries the best frame's picture; whoever receives the event closes
 * it.
 */
public sealed interface TrackEvent extends AutoCloseable {

  /** Number of the pass, the same in its early and final event. */
  long passNumber();

  Pass pass();

  /** The very frame in which {@link Pass#quad} lies. */
  Image frame();

  @Override
  default void close() {
    frame().close();
  }

  /** The running result is stable: good enough to alert on. */
  record Early(long passNumber, Pass pass, Image frame) implements TrackEvent {}

  /** The vehicle has gone: the result of all looks. */
  record Final(long passNumber, Pass pass, Image frame) implements TrackEvent {}
}
