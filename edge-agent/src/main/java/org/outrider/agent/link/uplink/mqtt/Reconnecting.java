package org.outrider.agent.link.uplink.mqtt;

import java.time.Duration;

/**
 * Waiting times of the connection to the broker.
 *
 * @param firstRetry limit of the first wait before another attempt to connect
 * @param lastRetry limit of all waits
 * @param held age of a connection whose loss is an accident; the loss of a younger one is followed
 *     by a wait
 * @param resubscribe interval between attempts at refused subscriptions
 */
public record Reconnecting(
    Duration firstRetry, Duration lastRetry, Duration held, Duration resubscribe) {
  public static final Reconnecting USUAL =
      new Reconnecting(
          Duration.ofMillis(500),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofMinutes(1));

  /**
   * Age of a connection after which the client's name counts as its own: longer than the other
   * client would wait.
   */
  Duration nameHeld() {
    return lastRetry.multipliedBy(2);
  }
}
