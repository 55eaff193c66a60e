package org.outrider.agent.link.uplink;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Connection to the broker: the uplink's port, which keeps nothing of its own. */
public interface Transport extends AutoCloseable {

  /** Listener to messages and to the state of the connection, on the transport's threads. */
  interface Listener {
    void connected();

    void lost(String cause);

    /**
     * A message has arrived.
     *
     * @param properties user properties of the message (MQTT 5, 3.3.2.3.7)
     */
    void received(String topic, byte[] payload, Map<String, String> properties);

    /** Another client has connected under this client's name, which ends this connection. */
    default void nameTaken(String cause) {}

    /** A connection has held long enough after {@link #nameTaken} for the name to be free. */
    default void nameFree() {}

    /** The broker refuses a subscription; the connection continues without it. */
    default void subscriptionDenied(String topic, String cause) {}

    /** The broker accepts a subscription. */
    default void subscribed(String topic) {}
  }

  /** Begins to connect, and to subscribe on each connection, until closed. */
  void start(Listener listener);

  boolean isConnected();

  /**
   * Publishes with QoS 1.
   *
   * @return completes when the broker has accepted the message; fails at once without a connection,
   *     and with a {@link BrokerException} when the broker refuses the message
   */
  CompletableFuture<Void> publish(
      String topic, byte[] payload, boolean isRetained, Map<String, String> properties);

  /** Largest payload in bytes that the broker accepts on a topic with these properties. */
  default int maxPayloadBytes(String topic, Map<String, String> properties) {
    return Integer.MAX_VALUE;
  }

  @Override
  void close();
}
