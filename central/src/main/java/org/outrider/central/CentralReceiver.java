package org.outrider.central;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.trust.Sha256;
import org.outrider.agent.link.uplink.Packed;
import org.outrider.agent.link.uplink.Topics;
import org.outrider.agent.link.uplink.Transport;
import org.tinylog.Logger;

/**
 * What a central does with what units send: stores it once, whatever comes twice, and says so. The
 * same id with another body is an incident: rejected and kept out.
 */
public final class CentralReceiver implements Transport.Listener, AutoCloseable {
  private static final Pattern TOPIC =
      Pattern.compile(
          "alpr/v1/([^/]+)/([^/]+)/(hit|hit/disposition|read|session|state|audit|damage|inventory|service|usage|hotlist/request|image/([0-9a-f]{64})/(\\d{1,4}))");
  private static final List<String> LEAVES =
      List.of(
          "hit",
          "hit/disposition",
          "read",
          "session",
          "audit",
          "damage",
          "inventory",
          "service",
          "usage",
          "image/+/+");
  private static final String SESSION = "session";
  private static final String ID = "[\\x21-\\x7e]{1,128}";
  private static final int MOST_PARTS = 512;
  private static final int MOST_AT_ONCE = 200;
  private static final int MOST_BYTES = 16 << 20;

  private final CentralStore store;
  private final @Nullable AgencyLists lists;
  private final @Nullable BeatRelay beats;
  private final Transport transport;
  private final InstantSource time;
  private final BlockingQueue<Message> inbox = new ArrayBlockingQueue<>(MOST_AT_ONCE);
  // Paho must not publish and wait inside its own callback.
  private final Thread worker = Thread.ofPlatform().name("central").unstarted(this::work);
  private volatile boolean isStopped;

  /** As it came. */
  private static final class Message {
    private final String topic;
    private final byte[] payload;

    /** Of a picture. */
    private final @Nullable String readId;

    Message(String topic, byte[] payload, @Nullable String readId) {
      this.topic = topic;
      this.payload = payload;
      this.readId = readId;
    }
  }

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

  /**
   * Topics a receiver subscribes.
   *
   * @param share name of the group that several receivers split the work in; empty for one alone
   * @param keepsLists whether this one makes the lists, which one of a group must
   */
  public static List<String> subscriptions(String share, boolean keepsLists) {
    String prefix = share.isEmpty() ? "" : "$share/" + share + "/";
    List<String> out = new ArrayList<>();
    for (String leaf : LEAVES) {
      out.add(prefix + Topics.ROOT + "+/+/" + leaf);
    }
    if (keepsLists || share.isEmpty()) {
      out.add(Topics.ROOT + "+/+/hotlist/request");
    }
    if (keepsLists) {
      out.add(Topics.ROOT + "+/+/state");
    }
    return out;
  }

  public void start() {
    worker.start();
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
  public void received(String topic, byte[] payload, Map<String, String> properties) {
    if (TOPIC.matcher(topic).matches()) {
      try {
        inbox.put(
            new Message(
                topic, payload, properties.get("read_id"))); // a full one holds up the broker
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Keeps all that has come meanwhile in one transaction, and answers each unit once. */
  private void work() {
    List<Message> some = new ArrayList<>();
    try {
      while (!isStopped) {
        Message first = inbox.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          some.add(first);
          inbox.drainTo(some, MOST_AT_ONCE - 1);
          try {
            keep(some);
          } catch (RuntimeException e) { // one message must not end it; units send again
            Logger.tag("central").error(e, "some messages were not kept");
          }
          some.clear();
        }
      }
    } catch (InterruptedException e) {
      Logger.tag("central").debug("stopped");
    }
  }

  private void keep(List<Message> messages) {
    List<Received> things = new ArrayList<>();
    List<Received> reports = new ArrayList<>();
    Map<String, ArrayNode> answers = new LinkedHashMap<>();
    for (Message m : messages) {
      Matcher topic = TOPIC.matcher(m.topic);
      if (topic.matches()) {
        String unit = topic.group(1) + "/" + topic.group(2);
        try {
          open(unit, topic, m, topic.group(3).equals(SESSION) ? reports : things, answers);
        } catch (IOException e) {
          Logger.tag("central").warn("message on {}: {}", m.topic, e.getMessage());
        }
      }
    }
    put(things, answers);
    for (Received report : reports) { // its reads may just have come
      reconcile(report, answers);
    }
    answers.forEach(this::answer);
  }

  private void put(List<Received> things, Map<String, ArrayNode> answers) {
    List<CentralStore.Result> results = store.put(things);
    for (int i = 0; i < things.size(); i++) {
      Received thing = things.get(i);
      answers
          .computeIfAbsent(thing.unit(), u -> Json.MAPPER.createArrayNode())
          .add(answer(thing, results.get(i)));
    }
  }

  /** A session whose reads and hits are not all here is not taken as ended yet (UPL-02). */
  private void reconcile(Received report, Map<String, ArrayNode> answers) {
    try {
      JsonNode said = Json.MAPPER.readTree(report.body());
      List<String> missing = new ArrayList<>();
      for (String kind : List.of("read", "hit")) {
        long expected = said.path(kind + "s").asLong();
        long has = store.ofSession(kind, report.id());
        if (has < expected) {
          missing.add("%d of %d %ss".formatted(has, expected, kind));
        }
      }
      if (missing.isEmpty()) {
        put(List.of(report), answers);
      } else {
        answers
            .computeIfAbsent(report.unit(), u -> Json.MAPPER.createArrayNode())
            .add(item(SESSION, report.id(), "retry", String.join(", ", missing)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("it was written as JSON", e);
    }
  }

  private void open(
      String unit, Matcher topic, Message m, List<Received> things, Map<String, ArrayNode> answers)
      throws IOException {
    if (topic.group(4) != null) {
      Received picture = picture(unit, topic.group(4), Integer.parseInt(topic.group(5)), m);
      if (picture != null) {
        things.add(picture);
      }
      return;
    }
    if (topic.group(3).equals("state")) {
      if (lists != null) {
        lists.seen(unit);
      }
      return;
    }
    JsonNode message = Json.MAPPER.readTree(Packed.unpack(m.payload, MOST_BYTES));
    String kind = topic.group(3).substring(topic.group(3).lastIndexOf('/') + 1);
    for (JsonNode one : message.isArray() ? message : List.of(message)) {
      String id = one.path(kind + "_id").asText("");
      if (!id.matches(ID)) {
        answers
            .computeIfAbsent(unit, u -> Json.MAPPER.createArrayNode())
            .add(item(kind, id, "rejected", kind + "_id is not 1 to 128 plain characters"));
      } else {
        byte[] body = Json.MAPPER.writeValueAsBytes(one);
        things.add(new Received(unit, kind, id, Sha256.of(body), body, marks(kind, one)));
      }
    }
  }

  private static Received.Marks marks(String kind, JsonNode body) throws IOException {
    JsonNode retention = body.path("retention");
    String until = retention.path("purge_after").asText("");
    try {
      return new Received.Marks(
          kind.equals("read") ? null : text(body.path("read_id")),
          kind.equals(SESSION) ? null : text(body.path("session_id")),
          until.isEmpty() || until.equals("null") || !retention.path("hold_ids").isEmpty()
              ? null
              : Instant.parse(until));
    } catch (DateTimeException e) {
      throw new IOException("retention.purge_after %s, expected a time".formatted(until), e);
    }
  }

  private static @Nullable String text(JsonNode field) {
    return field.isTextual() && !field.asText().isEmpty() ? field.asText() : null;
  }

  /** Pictures come in parts; the topic's hash says when they are whole and right. */
  private @Nullable Received picture(String unit, String sha256, int part, Message m) {
    if (part >= MOST_PARTS) {
      return null;
    }
    byte[] whole =
        part == 0 && Sha256.of(m.payload).equals(sha256)
            ? m.payload
            : store.part(unit, sha256, part, m.payload);
    return whole == null
        ? null
        : new Received(
            unit, "picture", sha256, sha256, whole, new Received.Marks(m.readId, null, null));
  }

  private ObjectNode answer(Received thing, CentralStore.Result result) {
    boolean isKept =
        result == CentralStore.Result.STORED || result == CentralStore.Result.DUPLICATE;
    if (lists != null && thing.kind().equals("request") && isKept) {
      String problem = lists.take(thing.unit(), thing.body());
      if (!problem.isEmpty()) {
        return item(thing.kind(), thing.id(), "rejected", problem);
      }
    }
    if (beats != null && thing.kind().equals("hit") && isKept) {
      beats.pass(thing.unit().substring(0, thing.unit().indexOf('/')), thing.body());
    }
    return item(
        thing.kind(),
        thing.id(),
        result.label(),
        result == CentralStore.Result.REJECTED ? "another body is known under this id" : "");
  }

  private ObjectNode item(String kind, String id, String result, String cause) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("kind", kind).put("id", id).put("result", result);
    node.put("stored_at", time.instant().toString());
    if (!cause.isEmpty()) {
      node.put("cause", cause);
    }
    return node;
  }

  private void answer(String unit, ArrayNode items) {
    ObjectNode message = Json.MAPPER.createObjectNode();
    message.set("items", items);
    byte[] payload = message.toString().getBytes(StandardCharsets.UTF_8);
    transport
        .publish(Topics.ROOT + unit + "/ack", payload, false, Map.of())
        .exceptionally(
            e -> {
              // the unit sends again and is then told "duplicate"
              Logger.tag("central").warn("answer not sent: {}", e.getMessage());
              return null;
            });
  }

  /** Removes what the policy's last day has come for (RET-01); to be called now and then. */
  public int purge() {
    int gone = 0;
    for (int some = store.purge(time.instant()); some > 0; some = store.purge(time.instant())) {
      gone += some;
    }
    return gone;
  }

  @Override
  public void close() {
    isStopped = true;
    try {
      worker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    transport.close();
    store.close();
  }
}
