package org.outrider.central;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Messages that wait for the worker, bounded in number and bytes, taken from each unit in turn. A
 * unit over its share loses the message, which it sends again since no answer comes.
 */
final class Inbox {
  /** Messages taken at once. */
  static final int MOST_AT_ONCE = 200;

  /** Messages of one unit that wait; a unit has at most some 50 on their way. */
  static final int MOST_OF_UNIT = 500;

  /** Bytes of messages of one unit that wait. */
  static final int MOST_BYTES_OF_UNIT = 8 << 20;

  private static final int MOST = 2000;
  private static final int MOST_BYTES = 32 << 20;
  private static final long LOOK_MS = 100;

  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Units with messages, the one whose turn it is first. */
  private final Map<String, Share> shares = new LinkedHashMap<>();

  private int messages;
  private long bytes;

  /** Messages of one unit, with those that are taken but not done. */
  private static final class Share {
    private final Deque<Message> waiting = new ArrayDeque<>();
    private int messages;
    private long bytes;
  }

  /**
   * Adds a message; a full inbox holds up the caller, and with it the broker.
   *
   * @return false when the unit is over its share and the message is dropped
   */
  boolean put(Message m) throws InterruptedException {
    lock.lock();
    try {
      while (messages >= MOST || (bytes > 0 && bytes + m.payload().length > MOST_BYTES)) {
        if (isOver(m)) {
          return false;
        }
        changed.await();
      }
      if (isOver(m)) {
        return false;
      }
      Share share = shares.computeIfAbsent(m.topic().unit(), _ -> new Share());
      share.waiting.add(m);
      add(share, 1, m.payload().length);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean isOver(Message m) {
    Share share = shares.get(m.topic().unit());
    return share != null
        && (share.messages >= MOST_OF_UNIT
            || share.bytes + m.payload().length > MOST_BYTES_OF_UNIT);
  }

  private void add(Share share, int count, long size) {
    share.messages += count;
    share.bytes += size;
    messages += count;
    bytes += size;
  }

  /** Moves what waits into a list, after at most a tenth of a second; nothing if none came. */
  void take(List<Message> some) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(LOOK_MS);
      while (left > 0 && shares.values().stream().allMatch(s -> s.waiting.isEmpty())) {
        left = changed.awaitNanos(left);
      }
      boolean isMore = true;
      while (isMore && some.size() < MOST_AT_ONCE) {
        isMore = false;
        for (String unit : List.copyOf(shares.keySet())) {
          Share share = shares.get(unit);
          Message m = share == null ? null : share.waiting.poll();
          if (share != null && m != null && some.size() < MOST_AT_ONCE) {
            some.add(m);
            isMore = true;
            shares.remove(unit); // to the end: its turn is over
            shares.put(unit, share);
          } else if (share != null && m != null) {
            share.waiting.addFirst(m);
            return;
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Makes room again for what was taken. */
  void done(List<Message> some) {
    lock.lock();
    try {
      for (Message m : some) {
        Share share = shares.get(m.topic().unit());
        if (share != null) {
          add(share, -1, -m.payload().length);
          if (share.messages == 0) {
            shares.remove(m.topic().unit());
          }
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
