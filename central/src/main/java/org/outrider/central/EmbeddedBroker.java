package org.outrider.central;

import java.io.IOException;
import java.net.ServerSocket;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/** An MQTT 5 broker inside this process, for demonstrations on a machine that has none. */
public final class EmbeddedBroker implements AutoCloseable {
  private final EmbeddedActiveMQ server;
  private final int port;

  private EmbeddedBroker(EmbeddedActiveMQ server, int port) {
    this.server = server;
    this.port = port;
  }

  /** Starts on a free port of the loopback. */
  public static EmbeddedBroker start() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    EmbeddedActiveMQ server = new EmbeddedActiveMQ();
    try {
      Configuration configuration =
          new ConfigurationImpl()
              .setPersistenceEnabled(false)
              .setSecurityEnabled(false)
              .setJMXManagementEnabled(false)
              .addAcceptorConfiguration("mqtt", "tcp://127.0.0.1:" + port + "?protocols=MQTT");
      server.setConfiguration(configuration);
      server.start();
    } catch (Exception e) { // Artemis declares no narrower type
      throw new IOException("the embedded broker did not start: " + e.getMessage(), e);
    }
    return new EmbeddedBroker(server, port);
  }

  /** Address for MQTT clients. */
  public String url() {
    return "tcp://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) { // Artemis declares no narrower type
      throw new IllegalStateException("the embedded broker did not stop", e);
    }
  }
}
