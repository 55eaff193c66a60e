package org.outrider.central;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.trust.Sha256;
import org.outrider.agent.link.uplink.Topics;
import org.outrider.agent.link.uplink.Transport;
import org.tinylog.Logger;

/**
 * Receiver of what units send: stores each record once, however often it comes, and acknowledges
 * it. The same id with another body is an incident, and rejected.
 */
public final class CentralReceiver implements Transport.Listener, AutoCloseable {
  private static final String SESSION = "session";
  private static final String STATE = "state";
  private static final String HIT = "hit";

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
  private final Refusals refusals = new Refusals();
  private final MessageReader reader;
  private final Inbox inbox = new Inbox();

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

  /** Monotonic time at which the worker last looked for messages. */
  private volatile long turnedAt = System.nanoTime();

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
    this.reader = new MessageReader(store, refusals);
  }

  /**
   * Returns the topics that a receiver subscribes to alone.
   *
   * @param share name of the group that several receivers split the work in; empty for one alone
   * @param keepsLists whether this one makes the lists, which one of a group must
   */
  public static List<String> subscriptions(String share, boolean keepsLists) {
    List<String> out = new ArrayList<>(hitSubscriptions(share));
    out.addAll(otherSubscriptions(share, keepsLists));
    return out;
  }

  /** Returns the topics of hits, for a receiver of their own beside one for all others. */
  public static List<String> hitSubscriptions(String share) {
    return List.of(prefix(share) + HIT);
  }

  /** Returns the topics of everything but hits. */
  public static List<String> otherSubscriptions(String share, boolean keepsLists) {
    List<String> out = new ArrayList<>();
    for (String leaf : UnitTopic.LEAVES) {
      if (!leaf.equals(HIT)) {
        out.add(prefix(share) + leaf);
      }
    }
    if (keepsLists || share.isEmpty()) {
      out.add(prefix("") + "hotlist/request");
    }
    if (keepsLists) {
      out.add(prefix("") + STATE);
    }
    return out;
  }

  private static String prefix(String share) {
    return (share.isEmpty() ? "" : "$share/" + share + "/") + Topics.ROOT + "+/+/";
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
    UnitTopic known = UnitTopic.of(topic);
    if (known == null) {
      return;
    }
    try {
      if (!inbox.put(new Message(known, payload, properties))) {
        refusals.count(known.unit(), "waiting", "more than a unit may have waiting");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Keeps all that has come meanwhile in few transactions, and answers each unit once. */
  private void work() {
    List<Message> some = new ArrayList<>();
    try {
      while (!isStopped) {
        turnedAt = System.nanoTime();
        inbox.take(some);
        if (!some.isEmpty()) {
          keepAll(some);
          inbox.done(some);
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
    String unit = m.topic().unit();
    String kind = m.topic().kind();
    int times = failures.merge(Sha256.of(m.payload()) + unit + kind, 1, Integer::sum);
    refusals.count(unit, "failed", e.getClass().getSimpleName() + ": " + e.getMessage());
    Answers answers = new Answers(time);
    String result = times < MOST_FAILURES ? "retry" : "rejected";
    for (String id : reader.ids(m)) {
      answers.add(unit, kind, id, result, "central failed at this message " + times + " times");
    }
    answers.send(transport);
  }

  private void keep(List<Message> messages) {
    List<Received> things = new ArrayList<>();
    List<Received> reports = new ArrayList<>();
    Answers answers = new Answers(time);
    long bytes = 0;
    for (Message m : messages) {
      if (m.topic().kind().equals(STATE)) {
        seen(m.topic().unit());
        continue;
      }
      List<Received> opened = reader.read(m, answers);
      (m.topic().kind().equals(SESSION) ? reports : things).addAll(opened);
      bytes += opened.stream().mapToLong(t -> t.body().length).sum();
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
    answers.send(transport);
  }

  private void seen(String unit) {
    if (lists != null) {
      lists.seen(unit);
    }
  }

  private void put(List<Received> things, Answers answers) {
    List<CentralStore.Result> results = store.put(things);
    for (int i = 0; i < things.size(); i++) {
      answer(things.get(i), results.get(i), answers);
    }
  }

  /** A session whose reads and hits are not all here is not taken as ended yet (UPL-02). */
  private void reconcile(Received report, Answers answers) {
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
        answers.add(report.unit(), SESSION, report.id(), "retry", String.join(", ", missing));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("it was written as JSON", e);
    }
  }

  private void answer(Received thing, CentralStore.Result result, Answers answers) {
    boolean isKept =
        result == CentralStore.Result.STORED || result == CentralStore.Result.DUPLICATE;
    if (lists != null && thing.kind().equals("request") && isKept) {
      String problem = lists.take(thing.unit(), thing.body());
      if (!problem.isEmpty()) {
        answers.reject(thing.unit(), thing.kind(), thing.id(), problem);
        return;
      }
    }
    if (beats != null && thing.kind().equals(HIT) && isKept) {
      beats.pass(thing.unit(), thing.body());
    }
    answers.add(
        thing.unit(),
        thing.kind(),
        thing.id(),
        result.label(),
        result == CentralStore.Result.REJECTED ? "another body is known under this id" : "");
  }

  /** How many messages, records, parts and relays were refused, by cause. */
  public Map<String, Long> refused() {
    Map<String, Long> out = new TreeMap<>(refusals.counts());
    if (beats != null) {
      out.putAll(beats.refused());
    }
    return out;
  }

  /** Returns whether the worker runs. */
  boolean isWorking() {
    return worker.isAlive();
  }

  /** Returns whether the worker runs and has looked for messages within a time. */
  boolean isWorking(Duration within) {
    return worker.isAlive() && System.nanoTime() - turnedAt < within.toNanos();
  }

  /** Returns whether the broker is connected. */
  boolean isConnected() {
    return transport.isConnected();
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
