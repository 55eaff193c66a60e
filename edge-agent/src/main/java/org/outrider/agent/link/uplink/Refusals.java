package org.outrider.agent.link.uplink;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;

/**
 * Refusals by the broker and by central, lane by lane, with the faults that report them and their
 * end. Safe for several threads.
 */
final class Refusals {
  private static final Duration FIRST_PROBE = Duration.ofSeconds(10);
  private static final Duration LAST_PROBE = Duration.ofMinutes(10);

  /**
   * Interval between looks at whether refused records are still kept; a look reads the database.
   */
  private static final Duration LOOK = Duration.ofMinutes(1);

  private final Outbox outbox;
  private final Health health;

  /** A lane whose messages the broker denies: when one of them is tried again. */
  private record Denied(long probeAt, Duration interval) {}

  private final Map<OutboxLane, Denied> denied = new EnumMap<>(OutboxLane.class);
  private final Map<OutboxLane, Set<String>> tooLarge = new EnumMap<>(OutboxLane.class);
  private final Set<OutboxLane> rejected = EnumSet.noneOf(OutboxLane.class);
  private long lookedAt;

  Refusals(Outbox outbox, Health health) {
    this.outbox = outbox;
    this.health = health;
  }

  /** The broker's refusal among the causes of a failure; null for any other failure. */
  static @Nullable BrokerException refusal(Throwable e) {
    Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    return cause instanceof BrokerException b ? b : null;
  }

  /** Permission of a lane to send now: a denied one sends a single message now and then. */
  synchronized boolean isOpen(OutboxLane lane, long nowNanos) {
    Denied d = denied.get(lane);
    return d == null || nowNanos - d.probeAt() >= 0;
  }

  synchronized boolean isDenied(OutboxLane lane) {
    return denied.containsKey(lane);
  }

  /**
   * The broker denies a message of a lane.
   *
   * @return monotonic time at which to try again
   */
  synchronized long denied(OutboxLane lane, String cause, long nowNanos) {
    Denied before = denied.get(lane);
    if (before != null && nowNanos - before.probeAt() < 0) {
      return before.probeAt(); // of the same burst
    }
    Duration wait = before == null ? FIRST_PROBE : before.interval().multipliedBy(2);
    if (wait.compareTo(LAST_PROBE) > 0) {
      wait = LAST_PROBE;
    }
    Denied now = new Denied(nowNanos + wait.toNanos(), wait);
    denied.put(lane, now);
    health.raise(
        FaultCode.UPLINK_DENIED, lane.label(), "The broker refuses to publish: " + cause + ".");
    return now.probeAt();
  }

  /**
   * The broker has accepted a message of a lane.
   *
   * @return whether it denied this lane before
   */
  synchronized boolean accepted(OutboxLane lane, String id) {
    boolean wasDenied = denied.remove(lane) != null;
    if (wasDenied) {
      health.clear(FaultCode.UPLINK_DENIED, lane.label());
    }
    gone(lane, id);
    return wasDenied;
  }

  /** A new connection: the broker's rules may be others. */
  synchronized void reconnected(long nowNanos) {
    denied.replaceAll((lane, d) -> new Denied(nowNanos, FIRST_PROBE));
    lookedAt = nowNanos - LOOK.toNanos();
  }

  synchronized void tooLarge(OutboxRow row, String cause) {
    tooLarge.computeIfAbsent(row.lane(), l -> new HashSet<>()).add(row.id());
    health.raise(
        FaultCode.UPLINK_TOO_LARGE,
        row.lane().label(),
        "%s is too large for the broker: %s".formatted(row.id(), cause));
  }

  /** A row was accepted, or is out of the outbox. */
  synchronized void gone(OutboxLane lane, String id) {
    Set<String> of = tooLarge.get(lane);
    if (of != null && of.remove(id) && of.isEmpty()) {
      health.clear(FaultCode.UPLINK_TOO_LARGE, lane.label());
    }
  }

  /** Central refuses a record, which the unit quarantines. */
  synchronized void rejected(OutboxLane lane, String cause, long nowNanos) {
    boolean _ = rejected.add(lane);
    lookedAt = nowNanos;
    health.raise(
        FaultCode.UPLINK_REJECTED, lane.label(), cause.isBlank() ? "no cause given" : cause);
  }

  /** Ends the faults of lanes that have no quarantined record left. */
  void look(long nowNanos) {
    synchronized (this) {
      if (rejected.isEmpty() || nowNanos - lookedAt < LOOK.toNanos()) {
        return;
      }
      lookedAt = nowNanos;
    }
    Map<String, Long> counts = outbox.counts();
    synchronized (this) {
      boolean _ =
          rejected.removeIf(
              lane -> {
                boolean isOver = counts.getOrDefault(lane.label() + ".quarantined", 0L) == 0;
                if (isOver) {
                  health.clear(FaultCode.UPLINK_REJECTED, lane.label());
                }
                return isOver;
              });
    }
  }
}
