package org.outrider.agent.people.audit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;

/**
 * Takes audit events, of this process and of commands, into the outbox, in order. An event counts
 * as told when its copy is safe there; what is taken twice is one there.
 */
public final class AuditCourier implements Runnable {
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final int MOST = 100;

  /** Takes copies of events that wait for central. */
  @FunctionalInterface
  public interface Outbox {
    /** Stores a copy; durable when done, and the same event is stored once. */
    CompletableFuture<?> store(String eventId, byte[] line);
  }

  private final AuditStore events;
  private final Outbox outbox;
  private final Health health;
  private final Semaphore news = new Semaphore(0);
  private volatile boolean isStopped;

  public AuditCourier(AuditStore events, Outbox outbox, Health health) {
    this.events = events;
    this.outbox = outbox;
    this.health = health;
  }

  /** There is an event. */
  public void wake() {
    if (news.availablePermits() == 0) {
      news.release();
    }
  }

  @Override
  public void run() {
    try {
      while (!isStopped) {
        boolean isWoken = news.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        if (isWoken) {
          news.drainPermits();
        }
        carry();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes what there is, until nothing is left or the store takes nothing. */
  private void carry() throws InterruptedException {
    try {
      List<AuditEvent> untold = events.untold(MOST);
      while (!untold.isEmpty() && !isStopped) {
        CompletableFuture<?> taken = CompletableFuture.completedFuture(null);
        for (AuditEvent event : untold) {
          taken = outbox.store(event.eventId(), event.line().getBytes(StandardCharsets.UTF_8));
        }
        while (!taken.isDone()) { // a full disk: the copies wait in the store's queue
          if (isStopped) {
            return;
          }
          TimeUnit.MILLISECONDS.sleep(20);
        }
        events.told(untold.getLast().seq());
        untold = events.untold(MOST);
      }
      health.clear(FaultCode.AUDIT_UNREADABLE, "audit");
    } catch (AuditException e) {
      health.raise(FaultCode.AUDIT_UNREADABLE, "audit", String.valueOf(e.getMessage()));
    }
  }

  public void stop() {
    isStopped = true;
    wake();
  }
}
