package org.outrider.agent.link.uplink.mqtt;

import java.util.concurrent.atomic.AtomicInteger;

/** Count of messages that the broker has not confirmed, and since when it has confirmed nothing. */
final class Unconfirmed {
  private final AtomicInteger count = new AtomicInteger();

  /** Monotonic nanoseconds; 0 while nothing waits. */
  private volatile long since;

  void sent() {
    if (count.getAndIncrement() == 0) {
      since = System.nanoTime();
    }
  }

  void confirmed() {
    since = count.decrementAndGet() == 0 ? 0 : System.nanoTime();
  }

  boolean isEmpty() {
    return since == 0;
  }

  /** True if messages wait and none was confirmed for longer than this. */
  boolean isStuck(long nanos) {
    long from = since;
    return from != 0 && System.nanoTime() - from > nanos;
  }
}
