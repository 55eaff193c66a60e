package org.outrider.agent.uplink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.health.Health;
import org.outrider.agent.read.UnitId;
import org.outrider.hal.clock.UnitClock;
import org.tinylog.Logger;

/**
 * Empties the outbox: hits before reads before pictures, a bounded window, until central says
 * "stored". The broker's acknowledgement settles nothing; silence means sending again, later each
 * time. Bulk waits while central is known to be offline. One thread; being offline is an ordinary
 * state of it.
 */
public final class Uplink implements Transport.Listener, AutoCloseable {
  private static final int MOST_ROWS = 50;
  private static final int MOST_BATCH_BYTES = 256 * 1024;
  private static final int PART_BYTES = 128 * 1024;
  private static final int WINDOW = 8;
  private static final Set<String> DIRECTIVES = Set.of("users", "profile", "holds");
  private static final Duration BROKER_PATIENCE = Duration.ofSeconds(20);
  private static final Duration IDLE = Duration.ofMillis(500);

  private final UnitId unit;
  private final Outbox outbox;
  private final Transport transport;
  private final Health health;
  private final UnitClock clock;
  private final Duration firstResend;
  private final ObjectMapper json = new ObjectMapper();
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final Semaphore work = new Semaphore(0);
  private final AtomicBoolean isCentralOnline = new AtomicBoolean(true);
  private final Thread thread;
  private volatile @Nullable CentralListener listener;
  private volatile boolean isStopped;

  /**
   * @param firstResend how long central may take before a row is sent again; doubled with each try
   */
  public Uplink(
      UnitId unit,
      Outbox outbox,
      Transport transport,
      Health health,
      UnitClock clock,
      Duration firstResend) {
    this.unit = unit;
    this.outbox = outbox;
    this.transport = transport;
    this.health = health;
    this.clock = clock;
    this.firstResend = firstResend;
    this.thread = Thread.ofPlatform().name("uplink").unstarted(this::run);
  }

  /** Who hears what central says; before the start. */
  public void onCentral(CentralListener who) {
    listener = who;
  }

  /** Starts to connect and to deliver. */
  public void start() {
    transport.start(this);
    thread.start();
  }

  /** Whether the broker is reached just now. */
  public boolean isConnected() {
    return transport.isConnected();
  }

  /** There is something new in the outbox. */
  public void wake() {
    if (work.availablePermits() == 0) {
      work.release();
    }
  }

  private void run() {
    while (!isStopped) {
      try {
        boolean sentAny = transport.isConnected() && sendDue();
        if (!sentAny && work.tryAcquire(IDLE.toMillis(), TimeUnit.MILLISECONDS)) {
          work.drainPermits();
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private boolean sendDue() throws InterruptedException {
    List<OutboxRow> due = outbox.due(clock.monotonicNanos(), MOST_ROWS);
    if (!isCentralOnline.get()) { // bulk waits for central; a hit is worth the broker's queue
      due = due.stream().filter(r -> r.lane().compareTo(Lane.READ) < 0).toList();
    }
    if (due.isEmpty()) {
      return false;
    }
    // One lane at a time, so that a hit that comes in meanwhile goes next.
    Lane lane = due.getFirst().lane();
    List<OutboxRow> rows = due.stream().filter(r -> r.lane() == lane).toList();
    switch (lane) {
      case HIT -> each(rows, (row, body) -> publish(Topics.hit(unit), body));
      case DISPOSITION -> each(rows, (row, body) -> publish(Topics.disposition(unit), body));
      case REQUEST -> each(rows, (row, body) -> publish(Topics.request(unit), body));
      case AUDIT -> each(rows, (row, body) -> publish(Topics.audit(unit), body));
      case READ -> batches(rows);
      case PICTURE -> each(rows.subList(0, Math.min(WINDOW, rows.size())), this::picture);
    }
    return true;
  }

  @FunctionalInterface
  private interface Sender {
    CompletableFuture<Void> send(OutboxRow row, byte[] body);
  }

  private CompletableFuture<Void> publish(String topic, byte[] body) {
    return transport.publish(topic, body, false, Map.of());
  }

  /** Null, and put aside, where there is nothing to be sent any more. */
  private byte @Nullable [] body(OutboxRow row) {
    byte[] body = outbox.body(row);
    if (body == null) {
      String what = row.lane().label();
      CompletableFuture<Void> _ =
          outbox
              .quarantine(row.lane(), row.id(), "its body is gone")
              .thenAccept(
                  isStill -> {
                    if (isStill) { // else central's word came a moment ago
                      health.raise("UPLINK_BODY_GONE", what, row.id() + " has nothing to be sent");
                    }
                  });
    }
    return body;
  }

  private void each(List<OutboxRow> rows, Sender sender) throws InterruptedException {
    for (int i = 0; i < rows.size(); i += WINDOW) {
      List<OutboxRow> window = rows.subList(i, Math.min(rows.size(), i + WINDOW));
      outbox.markSent(window, again(window));
      List<CompletableFuture<Void>> sent = new ArrayList<>();
      for (OutboxRow row : window) {
        byte[] body = body(row);
        if (body != null) {
          sent.add(sender.send(row, body));
        }
      }
      await(window, sent);
    }
  }

  private void batches(List<OutboxRow> rows) throws InterruptedException {
    int at = 0;
    while (at < rows.size()) {
      ByteArrayOutputStream payload = new ByteArrayOutputStream();
      payload.write('[');
      int first = at;
      while (at < rows.size()) {
        byte[] body = body(rows.get(at));
        if (body == null) {
          at++;
          continue;
        }
        if (payload.size() > 1 && payload.size() + body.length > MOST_BATCH_BYTES) {
          break;
        }
        if (payload.size() > 1) {
          payload.write(',');
        }
        payload.writeBytes(body);
        at++;
      }
      payload.write(']');
      if (payload.size() == 2) {
        continue;
      }
      List<OutboxRow> batch = rows.subList(first, at);
      outbox.markSent(batch, again(batch));
      await(
          batch,
          List.of(transport.publish(Topics.read(unit), payload.toByteArray(), false, Map.of())));
    }
  }

  private CompletableFuture<Void> picture(OutboxRow row, byte[] data) {
    int parts = Math.max(1, (data.length + PART_BYTES - 1) / PART_BYTES);
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      byte[] piece =
          Arrays.copyOfRange(
              data, part * PART_BYTES, Math.min(data.length, (part + 1) * PART_BYTES));
      sent.add(
          transport.publish(
              Topics.image(unit, row.id(), part),
              piece,
              false,
              Map.of("parts", String.valueOf(parts), "read_id", row.readId())));
    }
    return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new));
  }

  private long again(List<OutboxRow> rows) {
    return clock.monotonicNanos() + resend(rows.getFirst().tries()).toNanos();
  }

  /** Full jitter, never under half: many units must not come back at the same instant. */
  private Duration resend(int tries) {
    long limit = firstResend.toMillis() << Math.min(tries, 7);
    return Duration.ofMillis(limit / 2 + random.nextLong(limit / 2 + 1));
  }

  private void await(List<OutboxRow> rows, List<CompletableFuture<Void>> sent)
      throws InterruptedException {
    try {
      CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
          .get(BROKER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      outbox.markBrokerAcked(rows);
    } catch (ExecutionException | TimeoutException e) {
      health.count("uplink.not_acked_by_broker");
    }
  }

  @Override
  public void connected() {
    health.clear("UPLINK_DOWN", "broker");
    Logger.tag("uplink").info("connected");
    String birth = "{\"online\":true,\"at\":\"" + clock.utc() + "\",\"schema_version\":\"1.0.0\"}";
    publishState(birth);
    wake();
  }

  private void publishState(String state) {
    CompletableFuture<Void> done =
        transport.publish(
            Topics.state(unit), state.getBytes(StandardCharsets.UTF_8), true, Map.of());
    done.exceptionally(
        e -> {
          health.count("uplink.state_not_sent");
          return null;
        });
  }

  @Override
  public void lost(String cause) {
    health.raise("UPLINK_DOWN", "broker", cause);
  }

  @Override
  public void received(String topic, byte[] payload) {
    if (topic.startsWith(Topics.manifest(unit)) || topic.startsWith(Topics.delta(unit))) {
      CentralListener who = listener;
      if (who != null && payload.length > 0) { // nothing means: no longer retained
        who.releaseOffered(payload);
      }
      return;
    }
    if (Topics.isBeat(unit.agency(), topic)) {
      CentralListener who = listener;
      if (who != null) {
        who.beatHit(payload);
      }
      return;
    }
    String leaf = Topics.leaf(unit, topic);
    if (DIRECTIVES.contains(leaf) || leaf.startsWith("cmd/")) {
      CentralListener who = listener;
      if (who != null && payload.length > 0) {
        who.directive(leaf, payload);
      }
      return;
    }
    try {
      JsonNode message = json.readTree(payload);
      if (topic.equals(Topics.ack(unit))) {
        for (JsonNode item : message.path("items")) {
          acknowledge(item);
        }
      } else if (topic.equals(Topics.centralState(unit.agency()))) {
        isCentralOnline.set(message.path("online").asBoolean(true));
        wake();
      }
    } catch (JsonProcessingException e) {
      health.count("uplink.malformed_message");
      Logger.tag("uplink").warn("message on {} is no JSON: {}", topic, e.getOriginalMessage());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void acknowledge(JsonNode item) {
    String kind = item.path("kind").asText().toUpperCase(Locale.ROOT);
    String id = item.path("id").asText();
    String result = item.path("result").asText();
    Lane lane;
    try {
      lane = Lane.valueOf(kind);
    } catch (IllegalArgumentException e) {
      health.count("uplink.malformed_message");
      return;
    }
    switch (result) {
      case "stored", "duplicate" -> {
        outbox.settle(lane, id);
        health.count("uplink.settled");
      }
      case "rejected" -> {
        if (!isRejectionNoted(lane, id, item.path("cause").asText())) {
          return;
        }
        CompletableFuture<Boolean> _ =
            outbox.quarantine(lane, id, item.path("cause").asText("no cause given"));
        health.raise("UPLINK_REJECTED", kind.toLowerCase(Locale.ROOT), item.path("cause").asText());
      }
      default -> health.count("uplink.retry_asked"); // "retry" and what we do not know: due again
    }
  }

  private boolean isRejectionNoted(Lane lane, String id, String cause) {
    CentralListener who = listener;
    byte[] body = lane == Lane.REQUEST ? outbox.body(lane, id) : null;
    return who == null || body == null || who.requestRejected(body, cause);
  }

  @Override
  public void close() {
    isStopped = true;
    wake();
    try {
      thread.join(Duration.ofSeconds(5));
      if (transport.isConnected()) {
        publishState("{\"online\":false,\"at\":\"" + clock.utc() + "\"}");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    transport.close();
  }
}
