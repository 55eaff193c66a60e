package org.outrider.central;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.outrider.agent.link.uplink.Transport;

/** A broker in memory: hands messages to a receiver and keeps what it publishes. */
final class FakePipe implements Transport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Map.Entry<String, byte[]>> published = new CopyOnWriteArrayList<>();
  private Listener receiver;

  @Override
  public void start(Listener listener) {
    receiver = listener;
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public CompletableFuture<Void> publish(
      String topic, byte[] payload, boolean isRetained, Map<String, String> properties) {
    published.add(Map.entry(topic, payload));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {}

  void send(String topic, String payload) {
    send(topic, payload.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  void send(String topic, byte[] payload, Map<String, String> properties) {
    receiver.received("alpr/v1/" + topic, payload, properties);
  }

  static byte[] gzip(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Messages published on topics that end with the suffix. */
  List<byte[]> published(String end) {
    List<byte[]> out = new ArrayList<>();
    published.forEach(
        p -> {
          if (p.getKey().endsWith(end)) {
            out.add(p.getValue());
          }
        });
    return out;
  }

  /** Answers that a unit got for an id, oldest first, as {@code result cause}. */
  List<String> answers(String unit, String id) {
    List<String> out = new ArrayList<>();
    for (byte[] message : published(unit + "/ack")) {
      try {
        for (JsonNode item : JSON.readTree(message).path("items")) {
          if (item.path("id").asText().equals(id)) {
            out.add((item.path("result").asText() + " " + item.path("cause").asText()).strip());
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return out;
  }

  /** The first answer that comes for an id. */
  String answer(String unit, String id) {
    long end = System.nanoTime() + 20_000_000_000L;
    while (System.nanoTime() < end) {
      List<String> all = answers(unit, id);
      if (!all.isEmpty()) {
        return all.getFirst();
      }
      LockSupport.parkNanos(5_000_000);
    }
    return "no answer";
  }
}
