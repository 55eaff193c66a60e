package org.outrider.agent.link.uplink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.read.UnitId;
import org.outrider.hal.clock.UnitClock;
import org.tinylog.Logger;

/**
 * Empties the outbox: hits before reads before pictures, a bounded window, until central says
 * "stored". The broker's acknowledgement settles nothing; silence means sending again, later each
 * time. Bulk waits while central is known to be offline, and for its budget. One thread; being
 * offline is an ordinary state of it.
 */
public final class Uplink implements Transport.Listener, AutoCloseable {
  private static final int MOST_ROWS = 50;
  private static final int MOST_BATCH_BYTES = 256 * 1024;
  private static final int PART_BYTES = 128 * 1024;

  /** Not acknowledged by the broker yet; a slow link takes long for it, and a hit comes behind. */
  private static final int MOST_BYTES_ON_THE_WAY = 256 * 1024;

  /** Counted for each message, so that many small ones are bounded as well. */
  private static final int MESSAGE_BYTES = 2 * 1024;

  private static final FaultCode NOT_RECONCILED = FaultCode.SESSION_NOT_RECONCILED;
  private static final Set<String> DIRECTIVES = Set.of("users", "profile", "holds");
  private static final Duration BROKER_PATIENCE = Duration.ofSeconds(20);
  private static final Duration IDLE = Duration.ofMillis(500);
  private static final Duration LEAST_IDLE = Duration.ofMillis(5);

  private final UnitId unit;
  private final Outbox outbox;
  private final Transport transport;
  private final Health health;
  private final UnitClock clock;
  private final Duration firstResend;
  private final LaneRules rules;
  private final Window window;
  private final Semaphore onTheWay = new Semaphore(MOST_BYTES_ON_THE_WAY, true);
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final Semaphore work = new Semaphore(0);
  private final AtomicBoolean isCentralOnline = new AtomicBoolean(true);
  private final Thread thread;
  private volatile @Nullable CentralListener listener;
  private volatile boolean isStopped;

  /** From when on, on the monotonic clock, the budget lets bulk be sent; the uplink's thread. */
  private long bulkFrom;

  /**
   * @param firstResend how long central may take before a row is sent again; doubled with each try
   * @param rules what bulk may take of the link
   */
  public Uplink(
      UnitId unit,
      Outbox outbox,
      Transport transport,
      Health health,
      UnitClock clock,
      Duration firstResend,
      LaneRules rules) {
    this.unit = unit;
    this.outbox = outbox;
    this.transport = transport;
    this.health = health;
    this.clock = clock;
    this.firstResend = firstResend;
    this.rules = rules;
    this.window = new Window(outbox, this::resendNanos);
    this.bulkFrom = clock.monotonicNanos();
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
    window.refresh();
    if (work.availablePermits() == 0) {
      work.release();
    }
  }

  private void run() {
    while (!isStopped) {
      try {
        boolean isConnected = transport.isConnected();
        boolean sentAny = isConnected && round();
        if (!sentAny) {
          // What is due while there is no connection wakes nobody: the connection does.
          long wait =
              isConnected
                  ? window.untilDue(clock.monotonicNanos(), IDLE.toNanos())
                  : IDLE.toNanos();
          if (work.tryAcquire(Math.max(wait, LEAST_IDLE.toNanos()), TimeUnit.NANOSECONDS)) {
            work.drainPermits();
          } else {
            window.refresh(); // rows may come by another way than a store of ours
          }
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Sends a little of the first lane that has something, so that a new hit goes next. */
  private boolean round() throws InterruptedException {
    for (OutboxLane lane : OutboxLane.values()) {
      if (!isOpen(lane)) {
        continue;
      }
      List<OutboxRow> rows = window.next(lane, mostAtOnce(lane), clock.monotonicNanos());
      if (rows.isEmpty()) {
        continue;
      }
      switch (lane) {
        case HIT -> each(rows, (row, body) -> publish(Topics.hit(unit), body));
        case DISPOSITION -> each(rows, (row, body) -> publish(Topics.disposition(unit), body));
        case REQUEST -> each(rows, (row, body) -> publish(Topics.request(unit), body));
        case AUDIT -> each(rows, (row, body) -> publish(Topics.audit(unit), body));
        case READ -> batches(rows);
        case SESSION -> each(rows, (row, body) -> publish(Topics.session(unit), body));
        case PICTURE -> each(rows, this::picture);
        case DAMAGE, SERVICE, USAGE ->
            each(rows, (row, body) -> publish(Topics.report(unit, row.lane()), body));
        case INVENTORY -> each(rows, this::inventory);
      }
      return true;
    }
    return false;
  }

  private boolean isOpen(OutboxLane lane) {
    if (lane.compareTo(OutboxLane.READ) < 0) {
      return true; // a hit is worth the broker's queue, and never waits for the budget
    }
    return isCentralOnline.get()
        && clock.monotonicNanos() - bulkFrom >= 0
        && (lane != OutboxLane.PICTURE || rules.sendsPictures());
  }

  private static int mostAtOnce(OutboxLane lane) {
    return switch (lane) {
      case READ -> MOST_ROWS;
      case PICTURE -> 4;
      default -> 8;
    };
  }

  @FunctionalInterface
  private interface Sender {
    CompletableFuture<Void> send(OutboxRow row, byte[] body) throws InterruptedException;
  }

  private CompletableFuture<Void> publish(String topic, byte[] body) throws InterruptedException {
    return publish(topic, body, false, Map.of());
  }

  /** Kept by the broker, so that whoever asks later learns what there is. */
  private CompletableFuture<Void> inventory(OutboxRow row, byte[] body)
      throws InterruptedException {
    return publish(Topics.report(unit, row.lane()), body, true, Map.of());
  }

  /** Publishes once there is room on the way to the broker: what is on its way delays a hit. */
  private CompletableFuture<Void> publish(
      String topic, byte[] body, boolean isRetained, Map<String, String> properties)
      throws InterruptedException {
    int room = Math.min(MOST_BYTES_ON_THE_WAY, body.length + MESSAGE_BYTES);
    if (!onTheWay.tryAcquire(room, BROKER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      return CompletableFuture.failedFuture(new TimeoutException("the broker takes nothing"));
    }
    CompletableFuture<Void> sent = transport.publish(topic, body, isRetained, properties);
    return sent.orTimeout(BROKER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((v, e) -> onTheWay.release(room));
  }

  /** Null, and put aside, where there is nothing to be sent any more. */
  private byte @Nullable [] body(OutboxRow row) {
    byte[] body = outbox.body(row);
    if (body == null) {
      String what = row.lane().label();
      window.answered(row.lane(), row.id());
      CompletableFuture<Void> _ =
          outbox
              .quarantine(row.lane(), row.id(), "its body is gone")
              .thenAccept(
                  isStill -> {
                    window.forget(row.lane(), row.id());
                    if (isStill) { // else central's word came a moment ago
                      health.raise(
                          FaultCode.UPLINK_BODY_GONE, what, row.id() + " has nothing to be sent");
                    }
                  });
    }
    return body;
  }

  private void each(List<OutboxRow> rows, Sender sender) throws InterruptedException {
    for (OutboxRow row : rows) {
      byte[] body = body(row);
      if (body != null) {
        if (row.lane() == OutboxLane.PICTURE) {
          spend(body.length);
        }
        follow(List.of(row), sender.send(row, body));
      }
    }
  }

  private void spend(int bytes) {
    long now = clock.monotonicNanos();
    bulkFrom = (bulkFrom - now > 0 ? bulkFrom : now) + rules.nanosFor(bytes);
  }

  private void batches(List<OutboxRow> rows) throws InterruptedException {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    List<OutboxRow> batch = new ArrayList<>();
    for (OutboxRow row : rows) {
      byte[] body = body(row);
      if (body == null) {
        continue;
      }
      if (!batch.isEmpty() && payload.size() + body.length > MOST_BATCH_BYTES) {
        batch(batch, payload);
        batch = new ArrayList<>();
        payload.reset();
      }
      payload.write(batch.isEmpty() ? '[' : ',');
      payload.writeBytes(body);
      batch.add(row);
    }
    if (!batch.isEmpty()) {
      batch(batch, payload);
    }
  }

  private void batch(List<OutboxRow> rows, ByteArrayOutputStream payload)
      throws InterruptedException {
    payload.write(']');
    byte[] body = Packed.pack(payload.toByteArray());
    spend(body.length);
    follow(rows, publish(Topics.read(unit), body));
  }

  private CompletableFuture<Void> picture(OutboxRow row, byte[] data) throws InterruptedException {
    int parts = Math.max(1, (data.length + PART_BYTES - 1) / PART_BYTES);
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      byte[] piece =
          Arrays.copyOfRange(
              data, part * PART_BYTES, Math.min(data.length, (part + 1) * PART_BYTES));
      sent.add(
          publish(
              Topics.image(unit, row.id(), part),
              piece,
              false,
              Map.of("parts", String.valueOf(parts), "read_id", row.readId())));
    }
    return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new));
  }

  /** What does not get to the broker is due again soon. */
  private void follow(List<OutboxRow> rows, CompletableFuture<Void> sent) {
    sent.exceptionally(
        e -> {
          health.count("uplink.not_acked_by_broker");
          window.failed(rows, clock.monotonicNanos());
          return null;
        });
  }

  /** Full jitter, never under half: many units must not come back at the same instant. */
  private long resendNanos(int tries) {
    long limit = firstResend.toMillis() << Math.min(tries, 7);
    return TimeUnit.MILLISECONDS.toNanos(limit / 2 + random.nextLong(limit / 2 + 1));
  }

  @Override
  public void connected() {
    health.clear(FaultCode.UPLINK_DOWN, "broker");
    Logger.tag("uplink").info("connected");
    String birth = "{\"online\":true,\"at\":\"" + clock.utc() + "\",\"schema_version\":\"1.0.0\"}";
    publishState(birth);
    window.reconnected(clock.monotonicNanos());
    wake();
  }

  /** Tells how the unit is; what cannot be sent now is told anew soon. */
  public void sendHealth(byte[] report) {
    if (transport.isConnected()) {
      CompletableFuture<Void> done =
          transport.publish(Topics.health(unit), report, false, Map.of());
      done.exceptionally(
          e -> {
            health.count("uplink.health_not_sent");
            return null;
          });
    }
  }

  /**
   * Tells what became of a command, to whoever waits for it; whoever does not hear it asks again.
   */
  public void answer(String command, byte[] body) {
    CompletableFuture<Void> done =
        transport.publish(Topics.answer(unit, command), body, false, Map.of());
    done.exceptionally(
        e -> {
          health.count("uplink.answer_not_sent");
          return null;
        });
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
    health.raise(FaultCode.UPLINK_DOWN, "broker", cause);
  }

  @Override
  public void received(String topic, byte[] payload, Map<String, String> properties) {
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
      JsonNode message = Json.MAPPER.readTree(payload);
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
    OutboxLane lane;
    try {
      lane = OutboxLane.valueOf(kind);
    } catch (IllegalArgumentException e) {
      health.count("uplink.malformed_message");
      return;
    }
    switch (result) {
      case "stored", "duplicate" -> {
        if (lane == OutboxLane.SESSION) {
          health.clear(NOT_RECONCILED, id);
        }
        window.answered(lane, id);
        CompletableFuture<Void> _ = outbox.settle(lane, id).thenRun(() -> window.forget(lane, id));
        health.count("uplink.settled");
      }
      case "rejected" -> {
        if (!isRejectionNoted(lane, id, item.path("cause").asText())) {
          return;
        }
        window.answered(lane, id);
        CompletableFuture<Void> _ =
            outbox
                .quarantine(lane, id, item.path("cause").asText("no cause given"))
                .thenAccept(isStill -> window.forget(lane, id));
        health.raise(
            FaultCode.UPLINK_REJECTED, kind.toLowerCase(Locale.ROOT), item.path("cause").asText());
      }
      default -> { // "retry" and what we do not know: due again
        health.count("uplink.retry_asked");
        if (lane == OutboxLane.SESSION) {
          health.raise(NOT_RECONCILED, id, "central has " + item.path("cause").asText());
        }
      }
    }
  }

  private boolean isRejectionNoted(OutboxLane lane, String id, String cause) {
    CentralListener who = listener;
    byte[] body = lane == OutboxLane.REQUEST ? outbox.body(lane, id) : null;
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
