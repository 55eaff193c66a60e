package org.outrider.agent.link.uplink;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.UnitId;
import org.outrider.hal.clock.UnitClock;

/**
 * Sender of outbox rows: reads in batches, pictures in parts, everything else one message a row. It
 * bounds the bytes that the broker has not confirmed and accounts for the budget of bulk. Used by
 * the uplink's thread, except for {@link #report} and {@link #state}.
 */
final class Delivery {
  private static final int MAX_BATCH_BYTES = 256 * 1024;
  private static final int PART_BYTES = 128 * 1024;

  /** Unconfirmed by the broker; a slow link takes long for them, and a hit comes behind. */
  private static final int MAX_UNCONFIRMED_BYTES = 256 * 1024;

  /** Counted for each message, so that many small ones are bounded as well. */
  private static final int MESSAGE_BYTES = 2 * 1024;

  private static final Duration BROKER_PATIENCE = Duration.ofSeconds(20);

  private final UnitId unit;
  private final Outbox outbox;
  private final Transport transport;
  private final Health health;
  private final UnitClock clock;
  private final LaneRules rules;
  private final Window window;
  private final Semaphore unconfirmed = new Semaphore(MAX_UNCONFIRMED_BYTES, true);

  /** Monotonic time from which the budget lets bulk be sent. */
  private long bulkFrom;

  Delivery(
      UnitId unit,
      Outbox outbox,
      Transport transport,
      Health health,
      UnitClock clock,
      LaneRules rules,
      Window window) {
    this.unit = unit;
    this.outbox = outbox;
    this.transport = transport;
    this.health = health;
    this.clock = clock;
    this.rules = rules;
    this.window = window;
    this.bulkFrom = clock.monotonicNanos();
  }

  /** Whether the budget and the links that are up let a lane of bulk be sent now. */
  boolean isWithinBudget(OutboxLane lane) {
    return clock.monotonicNanos() - bulkFrom >= 0
        && (lane != OutboxLane.PICTURE || rules.sendsPictures());
  }

  /** Sends rows of one lane. */
  void send(OutboxLane lane, List<OutboxRow> rows) throws InterruptedException {
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
  }

  /** Publishes a message that nothing is kept of; one that fails is counted. */
  void report(String topic, byte[] body, String counter) {
    count(transport.publish(topic, body, false, Map.of()), counter);
  }

  /** Publishes the unit's state, which the broker retains. */
  void state(String state) {
    count(
        transport.publish(
            Topics.state(unit), state.getBytes(StandardCharsets.UTF_8), true, Map.of()),
        "uplink.state_not_sent");
  }

  private void count(CompletableFuture<Void> done, String counter) {
    CompletableFuture<Void> _ =
        done.exceptionally(
            e -> {
              health.count(counter);
              return null;
            });
  }

  @FunctionalInterface
  private interface Sender {
    CompletableFuture<Void> send(OutboxRow row, byte[] body) throws InterruptedException;
  }

  private CompletableFuture<Void> publish(String topic, byte[] body) throws InterruptedException {
    return publish(topic, body, false, Map.of());
  }

  /** Retained by the broker for whoever asks later. */
  private CompletableFuture<Void> inventory(OutboxRow row, byte[] body)
      throws InterruptedException {
    return publish(Topics.report(unit, row.lane()), body, true, Map.of());
  }

  /** Publishes once there is room: what the broker has not confirmed yet delays a hit. */
  private CompletableFuture<Void> publish(
      String topic, byte[] body, boolean isRetained, Map<String, String> properties)
      throws InterruptedException {
    int room = Math.min(MAX_UNCONFIRMED_BYTES, body.length + MESSAGE_BYTES);
    if (!unconfirmed.tryAcquire(room, BROKER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      return CompletableFuture.failedFuture(new TimeoutException("the broker confirms nothing"));
    }
    CompletableFuture<Void> sent = transport.publish(topic, body, isRetained, properties);
    return sent.orTimeout(BROKER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((v, e) -> unconfirmed.release(room));
  }

  /** Content of a row; null, and the row quarantined, when it is gone. */
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
                    if (isStill) { // else central has acknowledged it meanwhile
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
      if (!batch.isEmpty() && payload.size() + body.length > MAX_BATCH_BYTES) {
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

  /** Rows that do not reach the broker are due again soon. */
  private void follow(List<OutboxRow> rows, CompletableFuture<Void> sent) {
    sent.exceptionally(
        e -> {
          health.count("uplink.not_acked_by_broker");
          window.failed(rows, clock.monotonicNanos());
          return null;
        });
  }
}
