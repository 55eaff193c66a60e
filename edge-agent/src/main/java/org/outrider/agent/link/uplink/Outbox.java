package org.outrider.agent.link.uplink;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What is to be delivered: the uplink's port to the store. A row stays until central's own word
 * that it has it; that it was sent, or that the broker has it, is nothing a restart needs to know.
 */
public interface Outbox {

  /** The rows of a lane that wait for central's word, in the order of storing, at most so many. */
  List<OutboxRow> waiting(OutboxLane lane, int most);

  /** The body of a row; null when it is gone. */
  default byte @Nullable [] body(OutboxRow row) {
    return body(row.lane(), row.id());
  }

  /** The body of what lies in a lane under an id; null when it is gone. */
  byte @Nullable [] body(OutboxLane lane, String id);

  /**
   * Central has it safely: the row may go.
   *
   * @return once that is on disk
   */
  CompletableFuture<Void> settle(OutboxLane lane, String id);

  /**
   * Central refuses it, or there is nothing to be sent: it is kept aside, and never sent again by
   * itself.
   *
   * @return whether there was such a row still; once that is on disk
   */
  CompletableFuture<Boolean> quarantine(OutboxLane lane, String id, String cause);

  /** Rows by state, for reports. */
  Map<String, Long> counts();
}
