package org.outrider.agent.record.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.hal.clock.UnitClock;

/**
 * Keeps nothing longer than the policy says, and purges nothing that is held. Each purge is
 * attested once its rows are out of the file and of its log. One thread.
 */
public final class Retention implements Runnable {
  private static final Duration EVERY = Duration.ofMinutes(1);

  /** Warned of before the policy's last day. */
  private static final Duration AHEAD = Duration.ofDays(1);

  /** For which damaged files are kept where the policy says nothing. */
  private static final Duration DAMAGED = Duration.ofDays(30);

  private static final int MOST_ROUNDS = 1000;

  /** Writes down what is done; false when that is not possible now: it is asked again. */
  public interface Witness {
    boolean purged(Purged purged);

    /** A hold has come to its end by itself. */
    boolean ended(Hold hold);
  }

  private final RetentionRules rules;
  private final RetentionStore store;
  private final Witness witness;
  private final UnitClock clock;
  private final Health health;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile List<Hold> holds;

  public Retention(
      RetentionRules rules, RetentionStore store, Witness witness, UnitClock clock, Health health) {
    this.rules = rules;
    this.store = store;
    this.witness = witness;
    this.clock = clock;
    this.health = health;
    this.holds = store.holds();
  }

  /** Holds in force, as of the last tick. */
  public List<Hold> holds() {
    return holds;
  }

  @Override
  public void run() {
    try {
      do {
        tick();
      } while (!stopping.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Purges all that is due now. */
  public void tick() throws InterruptedException {
    endHolds();
    purge(Purged.Cause.DELIVERED);
    purge(Purged.Cause.LIMIT);
    purge(Purged.Cause.SIZE);
    if (holds.isEmpty() && !store.areHoldsLost() && clock.quality().synced()) {
      store.removeDamaged(clock.utc().minus(rules.most().orElse(DAMAGED)));
    }
    warn();
    attest();
  }

  private void endHolds() throws InterruptedException {
    for (Hold hold : store.holds()) {
      if (hold.isOver(clock.utc()) && clock.quality().synced() && witness.ended(hold)) {
        settle(store.release(hold.holdId()));
      }
    }
    holds = store.holds();
  }

  private boolean settle(CompletableFuture<Void> done) throws InterruptedException {
    try {
      done.get();
      return true;
    } catch (ExecutionException e) { // the store is closing; it is due again after the start
      return false;
    }
  }

  private void purge(Purged.Cause cause) throws InterruptedException {
    try {
      int rounds = 0;
      while (stopping.getCount() > 0
          && rounds++ < MOST_ROUNDS
          && (cause != Purged.Cause.SIZE || store.bytes() > rules.mostBytes())
          && !store.purge(cause, rules, clock.utc(), clock.quality().synced()).get().isEmpty()) {
        Thread.onSpinWait(); // the next some
      }
    } catch (ExecutionException e) { // the store is closing; it is due again after the start
      health.count("retention.purge_broken_off");
    }
  }

  private void attest() throws InterruptedException {
    if (!store.scrub()) { // what was settled leaves bytes in the log as well
      return;
    }
    for (Purged purged : store.unattested()) {
      if (!witness.purged(purged) || !settle(store.attested(purged.purgeId()))) {
        return; // attested twice rather than never
      }
    }
  }

  private void warn() {
    Instant now = clock.utc();
    told(
        store.areHoldsLost(),
        FaultCode.HOLDS_LOST,
        "a damaged database could not be read whole: nothing is purged until central sends its"
            + " holds, or `outrider hold confirm`");
    long bytes = store.bytes();
    told(
        bytes > rules.mostBytes(),
        FaultCode.STORE_OVER_BUDGET,
        "%d MB, expected %d at most: all the rest is held or undelivered hits"
            .formatted(bytes >> 20, rules.mostBytes() >> 20));
    if (rules.most().isEmpty()) {
      return;
    }
    Duration most = rules.most().get();
    long late = store.undelivered(now.minus(most).plus(AHEAD));
    told(
        late > 0,
        FaultCode.RETENTION_UNDELIVERED,
        "%s within 24 h%s"
            .formatted(
                Counted.of(
                    late,
                    "read that central never had reaches its last day",
                    "reads that central never had reach their last day"),
                rules.purgesUndelivered() ? ": due for purge" : ""));
    boolean waits = !clock.quality().synced() && store.undelivered(now.minus(most)) > 0;
    told(
        waits && rules.purgesUndelivered(),
        FaultCode.RETENTION_WAITS,
        "the time of day is not followed: nothing undelivered is purged by it");
  }

  private void told(boolean is, FaultCode code, String cause) {
    if (is) {
      health.raise(code, "retention", cause);
    } else {
      health.clear(code, "retention");
    }
  }

  /** Ends it soon. */
  public void stop() {
    stopping.countDown();
  }
}
