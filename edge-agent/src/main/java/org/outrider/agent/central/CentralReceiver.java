package org.outrider.agent.central;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.uplink.Topics;
import org.outrider.agent.uplink.Transport;
import org.tinylog.Logger;

/**
 * What a central does with what units send: stores it once, whatever comes twice, and says so. The
 * same id with another body is an incident: rejected and kept out.
 */
public final class CentralReceiver implements Transport.Listener, AutoCloseable {
  private static final Pattern TOPIC =
      Pattern.compile(
          "alpr/v1/([^/]+)/([^/]+)/(hit|hit/disposition|read|state|audit|hotlist/request|image/([0-9a-f]{64})/(\\d{1,4}))");
  private static final int MOST_PARTS = 512;

  private final CentralStore store;
  private final @Nullable AgencyLists lists;
  private final @Nullable BeatRelay beats;
  private final Transport transport;
  private final InstantSource time;
  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, TreeMap<Integer, byte[]>> partial = new ConcurrentHashMap<>();
  // Acknowledgements go out from here: Paho must not publish and wait inside its own callback.
  private final ExecutorService answers =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("central-answers").factory());

  /**
   * @param lists where requests of the hot list go; null for a central that only keeps them
   * @param beats passes hits on to cars; null for a central that does not
   */
  public CentralReceiver(
      CentralStore store,
      Transport transport,
      InstantSource time,
      @Nullable AgencyLists lists,
      @Nullable BeatRelay beats) {
    this.store = store;
    this.lists = lists;
    this.beats = beats;
    this.transport = transport;
    this.time = time;
  }

  /** Topics a receiver subscribes; with a share name several receivers split the work. */
  public static List<String> subscriptions(String share) {
    String prefix = share.isEmpty() ? "" : "$share/" + share + "/";
    return List.of(
        prefix + Topics.ROOT + "+/+/hit",
        prefix + Topics.ROOT + "+/+/hit/disposition",
        prefix + Topics.ROOT + "+/+/read",
        prefix + Topics.ROOT + "+/+/audit",
        prefix + Topics.ROOT + "+/+/hotlist/request",
        Topics.ROOT + "+/+/state",
        Topics.ROOT + "+/+/image/+/+");
  }

  public void start() {
    transport.start(this);
  }

  @Override
  public void connected() {
    Logger.tag("central").info("connected");
  }

  @Override
  public void lost(String cause) {
    Logger.tag("central").warn("not connected: {}", cause);
  }

  @Override
  public void received(String topic, byte[] payload) {
    Matcher m = TOPIC.matcher(topic);
    if (!m.matches()) {
      return;
    }
    String unit = m.group(1) + "/" + m.group(2);
    try {
      if (m.group(4) != null) {
        part(unit, m.group(4), Integer.parseInt(m.group(5)), payload);
        return;
      }
      if (m.group(3).equals("state")) {
        later(() -> seen(unit));
        return;
      }
      JsonNode message = json.readTree(payload);
      String kind = m.group(3).substring(m.group(3).lastIndexOf('/') + 1);
      ArrayNode items = json.createArrayNode();
      if (message.isArray()) {
        for (JsonNode one : message) {
          items.add(accept(unit, kind, one));
        }
      } else {
        items.add(accept(unit, kind, message));
      }
      answer(unit, items);
    } catch (IOException e) {
      Logger.tag("central").warn("message on {} is no JSON: {}", topic, e.getMessage());
    }
  }

  private ObjectNode accept(String unit, String kind, JsonNode body) throws IOException {
    String id = body.path(kind + "_id").asText("");
    if (id.isEmpty()) {
      return item(kind, "", "rejected", kind + "_id is missing");
    }
    byte[] bytes = json.writeValueAsBytes(body);
    String result = store.put(unit, kind, id, hash(bytes), bytes);
    boolean isKept = result.equals("stored") || result.equals("duplicate");
    if (lists != null && kind.equals("request") && isKept) {
      String problem = lists.take(unit, bytes);
      return problem.isEmpty() ? item(kind, id, result, "") : item(kind, id, "rejected", problem);
    }
    if (beats != null && kind.equals("hit") && isKept) {
      later(() -> beats.pass(unit.substring(0, unit.indexOf('/')), body));
    }
    return item(kind, id, result, "");
  }

  private void seen(String unit) {
    if (lists != null) {
      lists.seen(unit);
    }
  }

  private void later(Runnable job) {
    try {
      answers.execute(job);
    } catch (RejectedExecutionException e) {
      Logger.tag("central").debug("closing");
    }
  }

  /** Pictures come in parts; the topic's hash says when they are whole and right. */
  private void part(String unit, String sha256, int part, byte[] piece) {
    if (part >= MOST_PARTS) {
      return;
    }
    TreeMap<Integer, byte[]> parts =
        partial.computeIfAbsent(unit + "/" + sha256, k -> new TreeMap<>());
    byte[] whole;
    synchronized (parts) {
      parts.put(part, piece);
      if (parts.lastKey() != parts.size() - 1) {
        return;
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      parts.values().forEach(all::writeBytes);
      whole = all.toByteArray();
    }
    if (hash(whole).equals(sha256)) {
      partial.remove(unit + "/" + sha256);
      ArrayNode items = json.createArrayNode();
      items.add(item("picture", sha256, store.put(unit, "picture", sha256, sha256, whole), ""));
      answer(unit, items);
    }
  }

  private ObjectNode item(String kind, String id, String result, String cause) {
    ObjectNode node = json.createObjectNode();
    node.put("kind", kind).put("id", id).put("result", result);
    node.put("stored_at", time.instant().toString());
    if (!cause.isEmpty()) {
      node.put("cause", cause);
    }
    return node;
  }

  private void answer(String unit, ArrayNode items) {
    ObjectNode message = json.createObjectNode();
    message.set("items", items);
    byte[] payload = message.toString().getBytes(StandardCharsets.UTF_8);
    later(
        () ->
            transport
                .publish(Topics.ROOT + unit + "/ack", payload, false, Map.of())
                .exceptionally(
                    e -> {
                      // the unit sends again and is then told "duplicate"
                      Logger.tag("central").warn("answer not sent: {}", e.getMessage());
                      return null;
                    }));
  }

  static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void close() {
    answers.shutdown();
    transport.close();
    store.close();
  }
}
