package org.outrider.agent.link.uplink;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The pipe to the broker: the uplink's port, which keeps nothing of its own. */
public interface Transport extends AutoCloseable {

  /**
   * Who hears what comes down and how the connection changes. Called on the transport's threads.
   */
  interface Listener {
    void connected();

    void lost(String cause);

    /**
     * Something came.
     *
     * @param properties user properties of the message (MQTT 5, 3.3.2.3.7)
     */
    void received(String topic, byte[] payload, Map<String, String> properties);
  }

  /** Begins to connect and goes on trying; the topics are subscribed on each connection. */
  void start(Listener listener);

  boolean isConnected();

  /**
   * Publishes with QoS 1.
   *
   * @return completes when the broker has it; fails at once when there is no connection
   */
  CompletableFuture<Void> publish(
      String topic, byte[] payload, boolean isRetained, Map<String, String> properties);

  @Override
  void close();
}
