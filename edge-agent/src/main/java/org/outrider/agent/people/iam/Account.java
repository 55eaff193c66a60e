package org.outrider.agent.people.iam;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a unit remembers of a user's tries to log on.
 *
 * @param failures within the window, oldest first
 * @param lockedAt null when it is not locked
 * @param totpStep of the last one-time code that was used; none is used twice
 * @param acknowledged profile whose policy was acknowledged here, {@code id@version}; empty for
 *     none
 */
public record Account(
    List<Instant> failures, @Nullable Instant lockedAt, long totpStep, String acknowledged) {
  public static final Account NEW = new Account(List.of(), null, 0, "");

  public Account {
    failures = List.copyOf(failures);
  }

  /** One that cannot be read: locked, and released by nothing but a file that can. */
  public static final Account UNREADABLE =
      new Account(List.of(), Instant.EPOCH, Long.MAX_VALUE, "");

  /** Whether the file of accounts could not be read. */
  boolean isUnreadable() {
    return totpStep == Long.MAX_VALUE;
  }

  /** The same after a failed try. */
  Account failed(List<Instant> times, @Nullable Instant locked) {
    return new Account(times, locked, totpStep, acknowledged);
  }

  /** The same with nothing held against it. */
  Account open() {
    return failed(List.of(), null);
  }
}
