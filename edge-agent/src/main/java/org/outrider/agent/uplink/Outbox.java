package org.outrider.agent.uplink;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What is to be delivered: the uplink's port to the store. Rows go new → sent → broker_acked →
 * stored and are removed only by central's own word.
 */
public interface Outbox {

  /**
   * Rows that are due, in the order of delivery, at most so many. Time here is the monotonic clock
   * of this run, so that a step of UTC neither delays a row nor hurries it; after a restart every
   * row is due.
   *
   * @param nowNanos on the monotonic clock
   */
  List<OutboxRow> due(long nowNanos, int most);

  /** The body of a row; null when it is gone. */
  default byte @Nullable [] body(OutboxRow row) {
    return body(row.lane(), row.id());
  }

  /** The body of what lies in a lane under an id; null when it is gone. */
  byte @Nullable [] body(Lane lane, String id);

  /** The row is on its way; unless settled it is due again at {@code againNanos}. */
  void markSent(List<OutboxRow> rows, long againNanos);

  /** The broker has the rows: no more than that. */
  void markBrokerAcked(List<OutboxRow> rows);

  /** Central has it safely: the row may go. */
  void settle(Lane lane, String id);

  /**
   * Central refuses it, or there is nothing to be sent: it is kept aside, and never sent again by
   * itself.
   *
   * @return whether there was such a row still; once that is on disk
   */
  CompletableFuture<Boolean> quarantine(Lane lane, String id, String cause);

  /** Rows by state, for reports. */
  Map<String, Long> counts();
}
