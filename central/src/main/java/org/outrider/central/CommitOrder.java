package org.outrider.central;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Limit up to which rows of a PostgreSQL database are settled. Numbers are drawn before a commit,
 * so that a row may appear below one that was read already. Each transaction that inserts therefore
 * holds a shared advisory lock on the last number that was drawn before it began, until it ends;
 * rows up to the smallest of these numbers are settled. A receiver that stops within a transaction
 * is ended by the database (idle_in_transaction_session_timeout).
 */
final class CommitOrder {
  /** Upper 16 bits of the lock's key; the lower 48 are the number. */
  private static final long TAG = 0x0A1B;

  private static final String BEGIN =
      "SELECT pg_advisory_xact_lock_shared(" + (TAG << 48) + " | last_value) FROM received_seq_seq";

  private static final String LAST = "SELECT last_value FROM received_seq_seq";

  private static final String SMALLEST =
      """
      SELECT min(((classid::bigint & 65535) << 32) | objid::bigint) FROM pg_locks
      WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> 16 = %d
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())\
      """
          .formatted(TAG);

  private CommitOrder() {}

  /** Announces that the open transaction is about to insert rows. */
  static void begin(Connection c) throws SQLException {
    Object _ = Sql.rows(c, BEGIN, _ -> true);
  }

  /** Returns the largest number up to which no further row can appear. */
  static long settled(Connection c) throws SQLException {
    // In this order: who draws a number below the last one has taken the lock before.
    long last = Sql.rows(c, LAST, r -> r.getLong(1)).getFirst();
    return Sql.rows(c, SMALLEST, r -> r.getObject(1) == null ? last : Math.min(last, r.getLong(1)))
        .getFirst();
  }
}
