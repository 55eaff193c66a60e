package org.outrider.agent.alert.disposition;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where dispositions are kept. */
public interface DispositionStore {

  /** Keeps an alert that was just raised; central knows of it by its hit. */
  CompletableFuture<Void> presented(String hitId, byte[] body);

  /**
   * Keeps a step and where the alert stands after it, and hands it on to central.
   *
   * @param isOpen whether it still waits for an answer
   * @param body as it goes to central
   */
  CompletableFuture<Void> step(
      String dispositionId, String hitId, boolean isOpen, Instant at, byte[] body);

  /** Alerts that wait for an answer, from this run and earlier ones. */
  List<byte[]> open();
}
