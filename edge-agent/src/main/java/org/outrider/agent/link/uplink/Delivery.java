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

  /** Smaller parts of a picture would be mostly overhead: such a broker takes no pictures. */
  private static final int MIN_PART_BYTES = 1024;

  /** Unconfirmed by the broker; a slow link takes long for them, and a hit comes behind. */
  private static final int MAX_UNCONFIRMED_BYTES = 256 * 1024;

  /** Counted for each message, so that many small ones are bounded as well. */
  private static final int MESSAGE_BYTES = 2 * 1024;

  private static final Duration BROKER_PATIENCE = Duration.ofSeconds(20);

  /** Time after which a size that the broker refused is tried again. */
  private static final Duration LEARNED = Duration.ofHours(1);

  /** Parts of a picture that central accepts. */
  private static final int MAX_PARTS = 128;

  private final UnitId unit;
  private final Outbox outbox;
  private final Transport transport;
  private final Health health;
  private final UnitClock clock;
  private final LaneRules rules;
  private final Window window;
  private final Refusals refusals;
  private final Semaphore unconfirmed = new Semaphore(MAX_UNCONFIRMED_BYTES, true);

  /** Monotonic time from which the budget lets bulk be sent. */
  private long bulkFrom;

  /** Size in bytes under which a broker that announces no limit has not refused a message. */
  private volatile int learnedBytes = Integer.MAX_VALUE;

  /** Monotonic time at which that was learned. */
  private volatile long learnedAt;

  /** Largest payload in bytes that the broker accepted on the connection before. */
  private volatile int announcedBytes = Integer.MAX_VALUE;

  Delivery(
      UnitId unit,
      Outbox outbox,
      Transport transport,
      Health health,
      UnitClock clock,
      LaneRules rules,
      Window window,
      Refusals refusals) {
    this.unit = unit;
    this.outbox = outbox;
    this.transport = transport;
    this.health = health;
    this.clock = clock;
    this.rules = rules;
    this.window = window;
    this.refusals = refusals;
    this.bulkFrom = clock.monotonicNanos();
    this.learnedAt = bulkFrom;
  }

  /** True if the budget and the links that are up permit bulk now. */
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

  /** A new connection, perhaps to a broker with other limits and rules. */
  void reconnected() {
    long now = clock.monotonicNanos();
    int announced = transport.maxPayloadBytes("", Map.of());
    if (announced != announcedBytes) {
      announcedBytes = announced;
      learnedBytes = Integer.MAX_VALUE;
      window.release(now);
    } else {
      window.reconnected(now);
    }
    refusals.reconnected(now);
  }

  /** Publishes a message that nothing is kept of; one that fails is counted. */
  void report(String topic, byte[] body, String counter) {
    follow(topic, transport.publish(topic, body, false, Map.of()), counter);
  }

  /** Publishes the unit's state, which the broker retains. */
  void state(String state) {
    String topic = Topics.state(unit);
    follow(
        topic,
        transport.publish(topic, state.getBytes(StandardCharsets.UTF_8), true, Map.of()),
        "uplink.state_not_sent");
  }

  private void follow(String topic, CompletableFuture<Void> done, String counter) {
    String subject = Topics.leaf(unit, topic);
    CompletableFuture<Void> _ =
        done.whenComplete(
            (v, e) -> {
              @Nullable BrokerException refusal = e == null ? null : Refusals.refusal(e);
              if (e != null) {
                health.count(counter);
              }
              if (refusal != null) {
                health.raise(
                    refusal.isTooLarge() ? FaultCode.UPLINK_TOO_LARGE : FaultCode.UPLINK_DENIED,
                    subject,
                    "The broker refuses to publish: " + refusal.getMessage() + ".");
              } else if (e == null) {
                health.clear(FaultCode.UPLINK_DENIED, subject);
                health.clear(FaultCode.UPLINK_TOO_LARGE, subject);
              }
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
                    refusals.gone(row.lane(), row.id());
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
        follow(List.of(row), body.length, sender.send(row, body));
      }
    }
  }

  private void spend(int bytes) {
    long now = clock.monotonicNanos();
    bulkFrom = (bulkFrom - now > 0 ? bulkFrom : now) + rules.nanosFor(bytes);
  }

  /** A row with its content; never compared. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Item(OutboxRow row, byte[] body) {}

  private void batches(List<OutboxRow> rows) throws InterruptedException {
    List<Item> batch = new ArrayList<>();
    int bytes = 0;
    for (OutboxRow row : rows) {
      byte[] body = body(row);
      if (body == null) {
        continue;
      }
      if (!batch.isEmpty() && bytes + body.length > MAX_BATCH_BYTES) {
        batch(batch);
        batch = new ArrayList<>();
        bytes = 0;
      }
      batch.add(new Item(row, body));
      bytes += body.length;
    }
    if (!batch.isEmpty()) {
      batch(batch);
    }
  }

  /** Sends rows in one message, or in several where the broker takes no message of that size. */
  private void batch(List<Item> items) throws InterruptedException {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    for (Item item : items) {
      payload.write(payload.size() == 0 ? '[' : ',');
      payload.writeBytes(item.body());
    }
    payload.write(']');
    byte[] body = Packed.pack(payload.toByteArray());
    String topic = Topics.read(unit);
    if (items.size() > 1 && body.length > maxBytes(topic, Map.of())) {
      batch(items.subList(0, items.size() / 2));
      batch(items.subList(items.size() / 2, items.size()));
      return;
    }
    spend(body.length);
    follow(items.stream().map(Item::row).toList(), body.length, publish(topic, body));
  }

  private int maxBytes(String topic, Map<String, String> properties) {
    if (clock.monotonicNanos() - learnedAt > LEARNED.toNanos()) {
      learnedBytes = Integer.MAX_VALUE; // the broker may be configured otherwise by now
    }
    return Math.min(learnedBytes, transport.maxPayloadBytes(topic, properties));
  }

  private CompletableFuture<Void> picture(OutboxRow row, byte[] data) throws InterruptedException {
    String longest = Topics.image(unit, row.id(), Integer.MAX_VALUE);
    int room = maxBytes(longest, partProperties(row, Integer.MAX_VALUE));
    if (room < MIN_PART_BYTES) {
      return CompletableFuture.failedFuture(BrokerException.tooLarge(MIN_PART_BYTES, room));
    }
    int partBytes = Math.min(PART_BYTES, room);
    int parts = Math.max(1, (data.length + partBytes - 1) / partBytes);
    if (parts > MAX_PARTS) {
      return CompletableFuture.failedFuture(
          BrokerException.tooLarge((data.length + MAX_PARTS - 1) / MAX_PARTS, room));
    }
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      byte[] piece =
          Arrays.copyOfRange(data, part * partBytes, Math.min(data.length, (part + 1) * partBytes));
      sent.add(
          publish(Topics.image(unit, row.id(), part), piece, false, partProperties(row, parts)));
    }
    return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
        .exceptionallyCompose(e -> CompletableFuture.failedFuture(refusalAmong(sent, e)));
  }

  /** The broker's refusal of a part, which says more than the failure of the parts behind it. */
  private static Throwable refusalAmong(List<CompletableFuture<Void>> parts, Throwable other) {
    for (CompletableFuture<Void> part : parts) {
      @Nullable BrokerException refusal =
          part.isCompletedExceptionally() ? Refusals.refusal(part.exceptionNow()) : null;
      if (refusal != null) {
        return refusal;
      }
    }
    return other;
  }

  private static Map<String, String> partProperties(OutboxRow row, int parts) {
    return Map.of("parts", String.valueOf(parts), "read_id", row.readId());
  }

  /**
   * Follows rows to the broker. Rows that do not reach it are due again soon; those that it denies
   * later; one that is too large for it much later, or once its limits have changed.
   *
   * @param bytes of the message, or of all parts of it
   */
  private void follow(List<OutboxRow> rows, int bytes, CompletableFuture<Void> sent) {
    CompletableFuture<Void> _ =
        sent.whenComplete(
            (v, e) -> {
              if (e == null) {
                accepted(rows);
              } else {
                health.count("uplink.not_acked_by_broker");
                failed(rows, bytes, e);
              }
            });
  }

  private void accepted(List<OutboxRow> rows) {
    boolean wasDenied = false;
    for (OutboxRow row : rows) {
      wasDenied |= refusals.accepted(row.lane(), row.id());
    }
    if (wasDenied) {
      window.reconnected(clock.monotonicNanos());
    }
  }

  private void failed(List<OutboxRow> rows, int bytes, Throwable e) {
    long now = clock.monotonicNanos();
    OutboxRow first = rows.getFirst();
    @Nullable BrokerException refusal = Refusals.refusal(e);
    if (refusal == null) {
      window.failed(rows, now);
    } else if (!refusal.isTooLarge()) {
      window.defer(rows, refusals.denied(first.lane(), String.valueOf(refusal.getMessage()), now));
    } else if (isDivisible(rows, bytes)) {
      window.failed(rows, now);
    } else {
      window.setAside(first, now + LEARNED.toNanos());
      refusals.tooLarge(first, String.valueOf(refusal.getMessage()));
    }
  }

  /** True if smaller messages can carry the rows; the next ones then are smaller. */
  private boolean isDivisible(List<OutboxRow> rows, int bytes) {
    boolean isPicture = rows.getFirst().lane() == OutboxLane.PICTURE;
    int largest = Math.min(isPicture ? Math.min(bytes, PART_BYTES) : bytes, learnedBytes);
    if (rows.size() == 1 && (!isPicture || largest / 2 < MIN_PART_BYTES)) {
      return false;
    }
    learnedBytes = largest / 2;
    learnedAt = clock.monotonicNanos();
    return true;
  }
}
