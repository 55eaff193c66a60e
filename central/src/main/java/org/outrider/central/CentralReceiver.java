package org.outrider.central;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.trust.Sha256;
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
          "alpr/v1/([\\x21-\\x7e&&[^/]]{1,64})/([\\x21-\\x7e&&[^/]]{1,64})/(hit|hit/disposition|read|session|state|audit|damage|inventory|service|usage|hotlist/request|image/([0-9a-f]{64})/(\\d{1,4}))");
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

  /** Parts of a picture, and bytes of each; units send 128 KB. */
  private static final int MOST_PARTS = 128;

  private static final int MOST_PART_BYTES = 256 << 10;
  private static final int MOST_AT_ONCE = 200;

  /** Of messages that wait, as they came. */
  private static final int MOST_WAITING_BYTES = 32 << 20;

  /** Of records that are stored in one transaction. */
  private static final int MOST_OPENED_BYTES = 8 << 20;

  /** Failures after which a message is refused. */
  private static final int MOST_FAILURES = 3;

  private static final int MOST_REMEMBERED = 1000;

  private final CentralStore store;
  private final @Nullable AgencyLists lists;
  private final @Nullable BeatRelay beats;
  private final Transport transport;
  private final InstantSource time;
  private final MessageParser parser = new MessageParser();
  private final Refusals refusals = new Refusals();
  private final BlockingQueue<Message> inbox = new ArrayBlockingQueue<>(MOST_AT_ONCE);
  private final Semaphore room = new Semaphore(MOST_WAITING_BYTES, true);

  /** Failures of each message that failed recently. */
  private final Map<String, Integer> failures =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  // Paho must not publish and wait inside its own callback.
  private final Thread worker = Thread.ofPlatform().name("central").unstarted(this::work);
  private volatile boolean isStopped;

  /** As it came. */
  private static final class Message {
    private final String topic;
    private final byte[] payload;

    /** Of a picture. */
    private final @Nullable String readId;

    private final @Nullable String parts;

    Message(String topic, byte[] payload, Map<String, String> properties) {
      this.topic = topic;
      this.payload = payload;
      this.readId = properties.get("read_id");
      this.parts = properties.get("parts");
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
    Matcher known = TOPIC.matcher(topic);
    if (!known.matches()) {
      return;
    }
    // A message that is too large is kept no longer than it takes to refuse it.
    byte[] kept =
        payload.length > MessageParser.MOST_PACKED
            ? Arrays.copyOf(payload, MessageParser.MOST_PACKED + 1)
            : payload;
    try {
      room.acquire(kept.length); // a full queue holds up the broker
      inbox.put(new Message(topic, kept, properties));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Keeps all that has come meanwhile in few transactions, and answers each unit once. */
  private void work() {
    List<Message> some = new ArrayList<>();
    try {
      while (!isStopped) {
        Message first = inbox.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          some.add(first);
          inbox.drainTo(some, MOST_AT_ONCE - 1);
          keepAll(some);
          room.release(some.stream().mapToInt(m -> m.payload.length).sum());
          some.clear();
        }
      }
    } catch (InterruptedException e) {
      Logger.tag("central").debug("stopped");
    }
  }

  /** Whatever one message does, the others are kept and the worker goes on. */
  private void keepAll(List<Message> some) {
    try {
      keep(some);
      return;
    } catch (Throwable e) { // NOPMD: an OutOfMemoryError of one message must not end the worker
      complain(e);
    }
    for (Message one : some) {
      try {
        keep(List.of(one));
      } catch (Throwable e) { // NOPMD: as above
        try {
          failed(one, e);
        } catch (Throwable again) { // NOPMD: as above
          complain(again);
        }
      }
    }
  }

  private static void complain(Throwable e) {
    try {
      Logger.tag("central").error(e, "some messages were not kept");
    } catch (Throwable _) { // NOPMD: no memory for a line of the log
      Thread.onSpinWait();
    }
  }

  /** The unit is asked to send it again; what fails time and again is refused. */
  private void failed(Message m, Throwable e) {
    Matcher topic = TOPIC.matcher(m.topic);
    if (!topic.matches()) {
      return;
    }
    int times = failures.merge(Sha256.of(m.payload) + m.topic, 1, Integer::sum);
    String unit = topic.group(1) + "/" + topic.group(2);
    refusals.count(unit, "failed", e.getClass().getSimpleName() + ": " + e.getMessage());
    ArrayNode items = Json.MAPPER.createArrayNode();
    String result = times < MOST_FAILURES ? "retry" : "rejected";
    String kind = kind(topic);
    for (String id : ids(topic, kind, m)) {
      items.add(item(kind, id, result, "central failed at this message " + times + " times"));
    }
    if (!items.isEmpty()) {
      answer(unit, items);
    }
  }

  private List<String> ids(Matcher topic, String kind, Message m) {
    if (topic.group(4) != null) {
      return List.of(topic.group(4));
    }
    try {
      return parser.parse(kind, m.payload).stream().map(MessageParser.Parsed::id).toList();
    } catch (MessageParser.RefusedException e) {
      return e.ids();
    }
  }

  private static String kind(Matcher topic) {
    return topic.group(4) != null
        ? "picture"
        : topic.group(3).substring(topic.group(3).lastIndexOf('/') + 1);
  }

  private void keep(List<Message> messages) {
    List<Received> things = new ArrayList<>();
    List<Received> reports = new ArrayList<>();
    Map<String, ArrayNode> answers = new LinkedHashMap<>();
    long bytes = 0;
    for (Message m : messages) {
      Matcher topic = TOPIC.matcher(m.topic);
      if (topic.matches()) {
        List<Received> opened = open(topic.group(1) + "/" + topic.group(2), topic, m, answers);
        (topic.group(3).equals(SESSION) ? reports : things).addAll(opened);
        bytes += opened.stream().mapToLong(t -> t.body().length).sum();
      }
      if (bytes > MOST_OPENED_BYTES) {
        put(things, answers);
        things.clear();
        bytes = 0;
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
        long has = store.ofSession(report.unit(), kind, report.id());
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

  private List<Received> open(
      String unit, Matcher topic, Message m, Map<String, ArrayNode> answers) {
    if (topic.group(4) != null) {
      return picture(unit, topic.group(4), Integer.parseInt(topic.group(5)), m, answers);
    }
    if (topic.group(3).equals("state")) {
      if (lists != null) {
        lists.seen(unit);
      }
      return List.of();
    }
    String kind = kind(topic);
    List<Received> out = new ArrayList<>();
    try {
      for (MessageParser.Parsed one : parser.parse(kind, m.payload)) {
        record(topic, kind, one, out, answers);
      }
    } catch (MessageParser.RefusedException e) {
      refusals.count(unit, "message", kind + ": " + e.getMessage());
      for (String id : e.ids()) {
        refuse(unit, kind, id, String.valueOf(e.getMessage()), answers);
      }
    }
    return out;
  }

  private void record(
      Matcher topic,
      String kind,
      MessageParser.Parsed one,
      List<Received> out,
      Map<String, ArrayNode> answers) {
    String unit = topic.group(1) + "/" + topic.group(2);
    String cause = one.cause();
    JsonNode node = one.body();
    if (node != null) {
      if (!one.id().matches(ID)) {
        cause = kind + "_id is not 1 to 128 plain characters";
      } else if (!isOf(topic.group(1), node.path("agency_id"))) {
        cause = "agency_id is not the topic's";
      } else if (!isOf(topic.group(2), node.path("unit_id"))) {
        cause = "unit_id is not the topic's";
      } else {
        try {
          byte[] body = Json.MAPPER.writeValueAsBytes(node);
          out.add(
              new Received(
                  unit, kind, one.id(), Sha256.of(body), body, Retention.marks(kind, node)));
          return;
        } catch (IOException e) {
          cause = String.valueOf(e.getMessage());
        }
      }
    }
    refusals.count(unit, "record", kind + ": " + cause);
    refuse(unit, kind, one.id(), cause, answers);
  }

  /** A unit speaks for itself; a record that names nobody is the topic's unit's. */
  private static boolean isOf(String expected, JsonNode named) {
    return named.isMissingNode() || (named.isTextual() && named.asText().equals(expected));
  }

  private void refuse(
      String unit, String kind, String id, String cause, Map<String, ArrayNode> answers) {
    answers
        .computeIfAbsent(unit, u -> Json.MAPPER.createArrayNode())
        .add(item(kind, id, "rejected", cause));
  }

  /** Pictures come in parts; the topic's hash says whether the whole is right. */
  private List<Received> picture(
      String unit, String sha256, int part, Message m, Map<String, ArrayNode> answers) {
    int parts = m.parts != null && m.parts.matches("\\d{1,4}") ? Integer.parseInt(m.parts) : 0;
    boolean isWhole = part == 0 && parts <= 1 && Sha256.of(m.payload).equals(sha256);
    String cause = "";
    if (m.payload.length == 0 || m.payload.length > MOST_PART_BYTES) {
      cause = "part of a picture: expected 1 to %d bytes".formatted(MOST_PART_BYTES);
    } else if (!isWhole && (parts < 1 || parts > MOST_PARTS || part >= parts)) {
      cause = "part of a picture: expected one of at most %d parts".formatted(MOST_PARTS);
    } else if (m.readId != null && !m.readId.matches(ID)) {
      cause = "read_id is not 1 to 128 plain characters";
    }
    if (!cause.isEmpty()) {
      refusals.count(unit, "picture", cause);
      refuse(unit, "picture", sha256, cause, answers);
      return List.of();
    }
    byte[] whole = isWhole ? m.payload : store.part(unit, sha256, part, parts, m.payload);
    return whole == null
        ? List.of()
        : List.of(
            new Received(
                unit, "picture", sha256, sha256, whole, new Received.Marks(m.readId, null, null)));
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
      beats.pass(thing.unit(), thing.body());
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

  /** How many messages, records, parts and relays were refused, by cause. */
  public Map<String, Long> refused() {
    Map<String, Long> out = new TreeMap<>(refusals.counts());
    if (beats != null) {
      out.putAll(beats.refused());
    }
    return out;
  }

  /** True while the worker runs. */
  boolean isWorking() {
    return worker.isAlive();
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
