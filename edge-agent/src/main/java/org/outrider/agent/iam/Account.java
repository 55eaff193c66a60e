package org.outrider.agent.iam;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a unit remembers of a user's tries to log on.
 *
 * @param failures within the window, oldest first
 * @param lockedAt null when it is not locked
 * @param totpStep of the last one-time code that was used; none is used twice
 */
public record Account(List<Instant> failures, @Nullable Instant lockedAt, long totpStep) {
  public static final Account NEW = new Account(List.of(), null, 0);

  public Account {
    failures = List.copyOf(failures);
  }
}
