package org.outrider.agent.record.retention;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What is kept: the port of retention to the store. */
public interface RetentionStore {

  /**
   * Purges some of what the rules no longer let be kept, in one transaction that sees every hold
   * set before it: a hold wins each race. What it took is kept as unattested with it. While a
   * damaged database is being read, or its holds may be missing, nothing is purged.
   *
   * @param isClockTrusted whether the time of day is followed; else nothing is purged by the
   *     policy's clock alone
   */
  CompletableFuture<Purged> purge(
      Purged.Cause cause, RetentionRules rules, Instant now, boolean isClockTrusted);

  /** Empties what the database remembers of purged rows; false when it is to be tried again. */
  boolean scrub() throws InterruptedException;

  /** Purges that nobody has attested yet, oldest first. */
  List<Purged> unattested();

  /** A purge is attested. */
  CompletableFuture<Void> attested(String purgeId);

  /**
   * Reads that central has not had and that reach the policy's last day by then.
   *
   * @param capturedBefore by the policy's clock
   */
  long undelivered(Instant capturedBefore);

  /** Bytes that the database takes, without its free pages. */
  long bytes();

  /**
   * Removes damaged files that were put aside and last written before then. They may hold what a
   * hold covers: not to be asked while there is any.
   */
  void removeDamaged(Instant before);

  /** Whether holds may be missing, since a damaged database could not be read whole. */
  boolean areHoldsLost();

  /** Somebody has seen to it that all holds are there again; durable when done. */
  CompletableFuture<Void> holdsConfirmed();

  /** Holds in force, oldest first. */
  List<Hold> holds();

  /** Sets a hold, or sets it anew; durable when done. */
  CompletableFuture<Void> hold(Hold hold);

  /** Takes a hold of this unit back; durable when done. */
  CompletableFuture<Void> release(String holdId);

  /**
   * Takes what central says to be all of its holds; durable when done. Those set on the unit stay.
   *
   * @param version remembered as the newest of {@code holds}
   */
  CompletableFuture<Void> holdsOfCentral(List<Hold> holds, long version);

  /** How many reads a hold covers just now. */
  long covered(Hold hold);
}
