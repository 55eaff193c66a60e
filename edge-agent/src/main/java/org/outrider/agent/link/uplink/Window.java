package org.outrider.agent.link.uplink;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToLongFunction;
import java.util.function.Predicate;

/**
 * What was sent and central has not confirmed yet, lane by lane: no more than so much at once, each
 * with the time at which it is sent again. Kept in memory alone: after a restart all is sent again,
 * and central tells the repeats. Safe for several threads.
 */
final class Window {
  /** Unconfirmed rows of a lane; while there are so many only those are sent again. */
  static final int MOST = 1000;

  private static final int FETCHED = 200;

  private record Key(OutboxLane lane, String id) {}

  /** A row on its way; {@code tries} counts how often it was sent. */
  private static final class Sent {
    private final OutboxRow row;
    private int tries;
    private long dueNanos;
    private boolean isAnswered;

    /** Too large for the broker: due at its own time, whatever happens to the connection. */
    private boolean isAside;

    Sent(OutboxRow row) {
      this.row = row;
    }
  }

  private final Outbox outbox;
  private final IntToLongFunction resendNanos;
  private final Map<OutboxLane, Map<Key, Sent>> sent = new EnumMap<>(OutboxLane.class);

  /** Lanes in which nothing waits that was not sent, as far as is known. */
  private final Set<OutboxLane> exhausted = EnumSet.noneOf(OutboxLane.class);

  /** Read ahead and not sent yet. */
  private final Map<OutboxLane, Deque<OutboxRow>> fresh = new EnumMap<>(OutboxLane.class);

  /**
   * @param resendNanos after how long a row is sent again that was sent so often
   */
  Window(Outbox outbox, IntToLongFunction resendNanos) {
    this.outbox = outbox;
    this.resendNanos = resendNanos;
    for (OutboxLane lane : OutboxLane.values()) {
      sent.put(lane, new HashMap<>());
      fresh.put(lane, new ArrayDeque<>());
    }
  }

  /**
   * The next rows of a lane, at most so many: those whose time has come again, no more than half,
   * and those that were never sent, in the order of storing. They count as sent from now on.
   */
  synchronized List<OutboxRow> next(OutboxLane lane, int most, long nowNanos) {
    Map<Key, Sent> of = map(lane);
    List<OutboxRow> out = new ArrayList<>();
    Deque<OutboxRow> ahead = ahead(lane, of);
    int again = ahead.isEmpty() ? most : Math.max(1, most / 2);
    for (Sent s : of.values()) {
      if (out.size() == again) {
        break;
      }
      if (!s.isAnswered && s.dueNanos - nowNanos <= 0) {
        out.add(s.row);
      }
    }
    out.sort(java.util.Comparator.comparingLong(OutboxRow::seq));
    while (out.size() < most && of.size() < MOST && !ahead.isEmpty()) {
      OutboxRow row = ahead.removeFirst();
      of.put(new Key(row.lane(), row.id()), new Sent(row));
      out.add(row);
    }
    for (OutboxRow row : out) {
      Sent s = of.get(new Key(row.lane(), row.id()));
      if (s != null) {
        s.dueNanos = nowNanos + resendNanos.applyAsLong(s.tries++);
      }
    }
    return out;
  }

  private Deque<OutboxRow> ahead(OutboxLane lane, Map<Key, Sent> of) {
    Deque<OutboxRow> ahead = fresh.computeIfAbsent(lane, l -> new ArrayDeque<>());
    if (ahead.isEmpty() && of.size() < MOST && !exhausted.contains(lane)) {
      for (OutboxRow row : outbox.waiting(lane, of.size() + FETCHED)) {
        if (!of.containsKey(new Key(lane, row.id()))) {
          ahead.addLast(row);
        }
      }
      if (ahead.isEmpty()) {
        exhausted.add(lane);
      }
    }
    return ahead;
  }

  /** There is something new in the outbox. */
  synchronized void refresh() {
    exhausted.clear();
  }

  private Map<Key, Sent> map(OutboxLane lane) {
    return sent.computeIfAbsent(lane, l -> new HashMap<>());
  }

  /** Central has answered for it: it is not sent again, and forgotten once that is on disk. */
  synchronized void answered(OutboxLane lane, String id) {
    Sent s = map(lane).get(new Key(lane, id));
    if (s != null) {
      s.isAnswered = true;
    }
  }

  /** It is out of the outbox. */
  synchronized void forget(OutboxLane lane, String id) {
    map(lane).remove(new Key(lane, id));
  }

  /** It did not get to the broker: due again soon, as if it had not been sent. */
  synchronized void failed(List<OutboxRow> rows, long nowNanos) {
    for (OutboxRow row : rows) {
      Sent s = map(row.lane()).get(new Key(row.lane(), row.id()));
      if (s != null) {
        s.tries = Math.max(0, s.tries - 1);
        s.dueNanos = nowNanos + resendNanos.applyAsLong(0);
      }
    }
  }

  /** The broker refused the rows for now: they are due at a later time. */
  synchronized void defer(List<OutboxRow> rows, long dueNanos) {
    for (OutboxRow row : rows) {
      Sent s = map(row.lane()).get(new Key(row.lane(), row.id()));
      if (s != null) {
        s.dueNanos = dueNanos;
      }
    }
  }

  /** The broker does not take the row: it is due again much later, or when released. */
  synchronized void setAside(OutboxRow row, long dueNanos) {
    Sent s = map(row.lane()).get(new Key(row.lane(), row.id()));
    if (s != null) {
      s.isAside = true;
      s.dueNanos = dueNanos;
    }
  }

  /** The broker's limits have changed: rows that were set aside are due soon. */
  synchronized void release(long nowNanos) {
    for (Map<Key, Sent> of : sent.values()) {
      for (Sent s : of.values()) {
        s.isAside = false;
      }
    }
    reconnected(nowNanos);
  }

  /**
   * The broker accepts messages again, on a new connection or after a refusal: rows that were sent
   * in vain are due soon.
   */
  synchronized void reconnected(long nowNanos) {
    for (Map<Key, Sent> of : sent.values()) {
      for (Sent s : of.values()) {
        long soon = nowNanos + resendNanos.applyAsLong(0);
        if (!s.isAnswered && !s.isAside && s.dueNanos - soon > 0) {
          s.dueNanos = soon;
        }
      }
    }
  }

  /**
   * Time until the next row of an open lane is due again, in nanoseconds; the maximum if that is
   * less.
   */
  synchronized long untilDue(long nowNanos, long maxNanos, Predicate<OutboxLane> isOpen) {
    long out = maxNanos;
    for (Map.Entry<OutboxLane, Map<Key, Sent>> of : sent.entrySet()) {
      if (!isOpen.test(of.getKey())) {
        continue;
      }
      for (Sent s : of.getValue().values()) {
        if (!s.isAnswered) {
          out = Math.min(out, Math.max(0, s.dueNanos - nowNanos));
        }
      }
    }
    return out;
  }
}
