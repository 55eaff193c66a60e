package org.outrider.agent.base.trust;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Newest versions that were in force, with the signed messages they came in. Versions only rise, so
 * that a message that was replaced is never accepted again.
 */
public interface VersionStore {

  /** Newest version of a kind that was in force; 0 when none was. */
  long newestVersion(String kind);

  /** Records a version as the newest; durable when done. */
  CompletableFuture<Void> noteVersion(String kind, long version);

  /** Message of a kind that was kept last; null when none was. */
  byte @Nullable [] message(String kind);

  /** Keeps a message and records its version as the newest; durable when done. */
  CompletableFuture<Void> keepMessage(String kind, long version, byte[] message);
}
