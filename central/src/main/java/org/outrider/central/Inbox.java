package org.outrider.central;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Messages that wait for the worker, bounded in number and bytes. */
final class Inbox {
  /** Messages that wait, and that are taken at once. */
  static final int MOST_AT_ONCE = 200;

  /** Of messages that wait, as they came. */
  private static final int MOST_WAITING_BYTES = 32 << 20;

  private final BlockingQueue<Message> waiting = new ArrayBlockingQueue<>(MOST_AT_ONCE);
  private final Semaphore room = new Semaphore(MOST_WAITING_BYTES, true);

  /** Adds a message; a full inbox holds up the caller, and with it the broker. */
  void put(Message m) throws InterruptedException {
    room.acquire(m.payload().length);
    waiting.put(m);
  }

  /** Moves what waits into a list, after at most a tenth of a second; nothing if none came. */
  void take(List<Message> some) throws InterruptedException {
    Message first = waiting.poll(100, TimeUnit.MILLISECONDS);
    if (first != null) {
      some.add(first);
      waiting.drainTo(some, MOST_AT_ONCE - 1);
    }
  }

  /** Makes room again for what was taken. */
  void done(List<Message> some) {
    room.release(some.stream().mapToInt(m -> m.payload().length).sum());
  }
}
