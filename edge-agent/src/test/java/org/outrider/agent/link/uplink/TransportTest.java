package org.outrider.agent.link.uplink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.link.uplink.mqtt.PahoTransport;

/** The pipe against a real broker that takes twenty unconfirmed messages, as mosquitto does. */
class TransportTest {
  private static final int MESSAGES = 500;

  @TempDir Path folder;

  private static PahoTransport connected(Mosquitto broker) throws Exception {
    CountDownLatch connected = new CountDownLatch(1);
    PahoTransport transport = new PahoTransport(broker.options("unit"), "unit-7", List.of(), null);
    transport.start(
        new Transport.Listener() {
          @Override
          public void connected() {
            connected.countDown();
          }

          @Override
          public void lost(String cause) {}

          @Override
          public void received(String topic, byte[] payload, Map<String, String> properties) {}
        });
    assertTrue(connected.await(30, TimeUnit.SECONDS), "connected");
    return transport;
  }

  private static List<CompletableFuture<Void>> publish(Transport transport) {
    List<CompletableFuture<Void>> out = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      out.add(transport.publish("alpr/v1/a/u/" + i, new byte[100], false, Map.of()));
    }
    return out;
  }

  private static long failed(List<CompletableFuture<Void>> all) throws Exception {
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .exceptionally(e -> null)
        .get(30, TimeUnit.SECONDS);
    return all.stream().filter(CompletableFuture::isCompletedExceptionally).count();
  }

  @Test
  @Tag("UPL-02")
  void moreThanTheBrokerTakesAtOnceWaitsForItsTurn() throws Exception {
    Mosquitto.parts();
    try (Mosquitto broker = new Mosquitto(folder)) {
      broker.start();
      try (PahoTransport transport = connected(broker)) {
        assertEquals(0, failed(publish(transport)));
      }
    }
  }

  @Test
  @Tag("UPL-02")
  void whatWaitsForAConnectionThatBreaksIsToldSo() throws Exception {
    Mosquitto.parts();
    try (Mosquitto broker = new Mosquitto(folder)) {
      broker.start();
      try (PahoTransport transport = connected(broker)) {
        broker.pause(true);
        List<CompletableFuture<Void>> all = publish(transport);
        broker.stop();
        assertEquals(MESSAGES, failed(all));
      }
    }
  }
}
