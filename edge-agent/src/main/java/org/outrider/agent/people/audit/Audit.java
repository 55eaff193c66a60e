package org.outrider.agent.people.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.hal.clock.UnitClock;
import org.tinylog.Logger;

/**
 * Writes down who does what, before it is done. What people ask for fails when it cannot be written
 * down; what keeps an officer safe does not: that is noted, and written as soon as it can be. Safe
 * for several threads.
 */
public final class Audit implements AutoCloseable {
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_TRIES = Duration.ofSeconds(5);

  private record Noted(AuditEntry entry, Instant at) {}

  private final UnitId unit;
  private final String profileVersion;
  private final Keep keep;
  private final AuditStore store;
  private final SigningKey key;
  private final UnitClock clock;
  private final Health health;
  private final BlockingQueue<Noted> noted = new LinkedBlockingQueue<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private volatile Runnable onEvent = () -> {};

  public Audit(
      UnitId unit,
      String profileVersion,
      Keep keep,
      AuditStore store,
      SigningKey key,
      UnitClock clock,
      Health health) {
    this.unit = unit;
    this.profileVersion = profileVersion;
    this.keep = keep;
    this.store = store;
    this.key = key;
    this.clock = clock;
    this.health = health;
    this.thread = Thread.ofPlatform().name("audit").start(this::writeNoted);
  }

  /** Called after each event, on the thread that wrote it. */
  public void onEvent(Runnable listener) {
    onEvent = listener;
  }

  /**
   * Writes an event down; durable when this returns.
   *
   * @throws AuditException when that is not possible: then what it is about must not happen
   */
  public void record(AuditEntry entry) throws AuditException {
    write(entry, clock.utc());
  }

  /** Writes an event down, or notes it where that is not possible: it happens all the same. */
  public void recordOrNote(AuditEntry entry) {
    try {
      record(entry);
    } catch (AuditException e) { // raised as a fault already
      note(entry);
    }
  }

  private void write(AuditEntry entry, Instant at) throws AuditException {
    try {
      AuditEvent _ =
          store.append(head -> AuditJson.seal(entry, head, unit, profileVersion, keep, at, key));
      health.clear(FaultCode.AUDIT_FAILED, "audit");
    } catch (AuditException e) {
      health.raise(FaultCode.AUDIT_FAILED, "audit", String.valueOf(e.getMessage()));
      throw e;
    }
    onEvent.run();
  }

  /** Notes what happens whether or not it can be written down now. */
  public void note(AuditEntry entry) {
    noted.add(new Noted(entry, clock.utc()));
  }

  private void writeNoted() {
    @Nullable Noted next = null;
    try {
      while (stopping.getCount() > 0 || next != null || !noted.isEmpty()) {
        next = next == null ? noted.poll(100, TimeUnit.MILLISECONDS) : next;
        if (next == null || isWritten(next)) {
          next = null;
        } else if (stopping.getCount() == 0) { // the last try
          Logger.tag("audit")
              .error("{} could not be written", Counted.of(noted.size() + 1L, "event"));
          return;
        } else {
          boolean _ = stopping.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isWritten(Noted next) {
    try {
      write(next.entry(), next.at());
      return true;
    } catch (AuditException e) {
      return false;
    }
  }

  /** Writes what is noted, if the disk takes it, and closes the store. */
  @Override
  public void close() {
    stopping.countDown();
    try {
      if (!thread.join(LAST_TRIES)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    store.close();
  }
}
