package org.outrider.agent.upkeep.equipment;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.link.uplink.OutboxLane;

/** Where reports of the unit's parts wait for central, and what is remembered of them. */
public interface EquipmentStore {

  /** Takes a report on its way to central, and remembers something with it; durable when done. */
  CompletableFuture<Void> storeReport(
      OutboxLane lane, String reportId, byte[] body, String name, byte[] remembered);

  /** Remembers something alone; durable when done. */
  CompletableFuture<Void> remember(String name, byte[] body);

  /** What was remembered under a name; null for nothing. */
  byte @Nullable [] remembered(String name);
}
