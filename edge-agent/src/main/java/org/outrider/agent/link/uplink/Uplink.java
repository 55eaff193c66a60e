package org.outrider.agent.link.uplink;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.UnitId;
import org.outrider.hal.clock.UnitClock;
import org.tinylog.Logger;

/**
 * Delivery of the outbox: hits before reads before pictures, a bounded window, until central
 * acknowledges "stored". The broker's acknowledgement settles nothing; rows without an answer are
 * sent again, later each time. Bulk waits while central is known to be offline, and for its budget.
 * One thread; being offline is an ordinary state of it.
 */
public final class Uplink implements Transport.Listener, AutoCloseable {
  private static final String BROKER = "broker";
  private static final int MAX_ROWS = 50;
  private static final Duration IDLE = Duration.ofMillis(500);
  private static final Duration MIN_IDLE = Duration.ofMillis(5);

  private final UnitId unit;
  private final Transport transport;
  private final Health health;
  private final UnitClock clock;
  private final Duration firstResend;
  private final Window window;
  private final Refusals refusals;
  private final Delivery delivery;
  private final CentralMessages messages;
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final Semaphore work = new Semaphore(0);
  private final Thread thread;
  private volatile boolean isStopped;

  /**
   * @param firstResend time that central has to answer before a row is sent again; doubled with
   *     each try
   * @param rules limits on bulk
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
    this.transport = transport;
    this.health = health;
    this.clock = clock;
    this.firstResend = firstResend;
    this.window = new Window(outbox, this::resendNanos);
    this.refusals = new Refusals(outbox, health);
    this.delivery = new Delivery(unit, outbox, transport, health, clock, rules, window, refusals);
    this.messages = new CentralMessages(unit, outbox, health, window, refusals, clock, this::wake);
    this.thread = Thread.ofPlatform().name("uplink").unstarted(this::run);
  }

  /** Sets the recipient of central's messages; before the start. */
  public void onCentral(CentralListener who) {
    messages.onCentral(who);
  }

  /** Starts to connect and to deliver. */
  public void start() {
    transport.start(this);
    thread.start();
  }

  /** Current state of the connection to the broker. */
  public boolean isConnected() {
    return transport.isConnected();
  }

  /** Continues delivery at once: the outbox has new rows. */
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
          // A row that is due without a connection wakes nobody: the connection does.
          long wait = isConnected ? untilDue() : IDLE.toNanos();
          if (work.tryAcquire(Math.max(wait, MIN_IDLE.toNanos()), TimeUnit.NANOSECONDS)) {
            work.drainPermits();
          } else {
            window.refresh(); // another process may have added rows
            refusals.look(clock.monotonicNanos());
          }
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private long untilDue() {
    long now = clock.monotonicNanos();
    return window.untilDue(now, IDLE.toNanos(), lane -> refusals.isOpen(lane, now));
  }

  /** Sends a little of the first lane that has something, so that a new hit goes next. */
  private boolean round() throws InterruptedException {
    for (OutboxLane lane : OutboxLane.values()) {
      if (!isOpen(lane)) {
        continue;
      }
      List<OutboxRow> rows =
          window.next(lane, refusals.isDenied(lane) ? 1 : maxRows(lane), clock.monotonicNanos());
      if (!rows.isEmpty()) {
        delivery.send(lane, rows);
        return true;
      }
    }
    return false;
  }

  private boolean isOpen(OutboxLane lane) {
    if (!refusals.isOpen(lane, clock.monotonicNanos())) {
      return false;
    }
    if (lane.compareTo(OutboxLane.READ) < 0) {
      return true; // a hit is worth the broker's queue, and never waits for the budget
    }
    return messages.isCentralOnline() && delivery.isWithinBudget(lane);
  }

  private static int maxRows(OutboxLane lane) {
    return switch (lane) {
      case READ -> MAX_ROWS;
      case PICTURE -> 4;
      default -> 8;
    };
  }

  /** Full jitter, never under half: many units must not return at the same instant. */
  private long resendNanos(int tries) {
    long limit = firstResend.toMillis() << Math.min(tries, 7);
    return TimeUnit.MILLISECONDS.toNanos(limit / 2 + random.nextLong(limit / 2 + 1));
  }

  @Override
  public void connected() {
    health.clear(FaultCode.UPLINK_DOWN, BROKER);
    delivery.reconnected();
    Logger.tag("uplink").info("connected");
    delivery.state("{\"online\":true,\"at\":\"" + clock.utc() + "\",\"schema_version\":\"1.0.0\"}");
    wake();
  }

  /** Publishes the health report; one that cannot be sent now is replaced by the next. */
  public void sendHealth(byte[] report) {
    if (transport.isConnected()) {
      delivery.report(Topics.health(unit), report, "uplink.health_not_sent");
    }
  }

  /** Publishes the outcome of a command; a sender that does not hear it asks again. */
  public void answer(String command, byte[] body) {
    delivery.report(Topics.answer(unit, command), body, "uplink.answer_not_sent");
  }

  @Override
  public void lost(String cause) {
    health.raise(FaultCode.UPLINK_DOWN, BROKER, cause);
  }

  @Override
  public void nameTaken(String cause) {
    health.raise(FaultCode.UPLINK_NAME_TAKEN, BROKER, cause + ".");
  }

  @Override
  public void nameFree() {
    health.clear(FaultCode.UPLINK_NAME_TAKEN, BROKER);
  }

  @Override
  public void subscriptionDenied(String topic, String cause) {
    health.raise(
        FaultCode.UPLINK_DENIED, topic, "The broker refuses the subscription: " + cause + ".");
  }

  @Override
  public void subscribed(String topic) {
    health.clear(FaultCode.UPLINK_DENIED, topic);
  }

  @Override
  public void received(String topic, byte[] payload, Map<String, String> properties) {
    messages.received(topic, payload);
  }

  @Override
  public void close() {
    isStopped = true;
    wake();
    try {
      thread.join(Duration.ofSeconds(5));
      if (transport.isConnected()) {
        delivery.state("{\"online\":false,\"at\":\"" + clock.utc() + "\"}");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    transport.close();
  }
}
