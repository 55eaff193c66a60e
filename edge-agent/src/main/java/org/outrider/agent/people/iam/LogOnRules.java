package org.outrider.agent.people.iam;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.Counted;

/**
 * Rules of the agency's policy for logging on.
 *
 * @param tries failed ones after which an account is locked at a node
 * @param window in which they are counted (K-26)
 * @param release time after which a lockout ends by itself; empty where an administrator alone ends
 *     it (CJIS AC-7)
 * @param trainingDays days for which a training counts (K-25); empty where none is required
 * @param profile whose policy must be acknowledged, {@code id@version} (IAM-06)
 * @param secondFactorRoles roles that need a one-time code too
 */
public record LogOnRules(
    int tries,
    Duration window,
    Optional<Duration> release,
    Optional<Integer> trainingDays,
    String profile,
    Set<String> secondFactorRoles) {
  /** Day before which no clock is right: then only trainings that have ended are refused. */
  private static final LocalDate PROGRAM = LocalDate.of(2026, 1, 1);

  public LogOnRules {
    secondFactorRoles = Set.copyOf(secondFactorRoles);
  }

  /** The one answer to whoever has not proved who they are, whatever the cause. */
  String refusal() {
    String end =
        release
            .map(r -> "for %s".formatted(Counted.of(r.toMinutes(), "minute")))
            .orElse("until an administrator releases it");
    return ("user or password is wrong, or its one-time code is, or the account is locked here:"
            + " %s lock it %s")
        .formatted(Counted.of(tries, "failed attempt"), end);
  }

  /**
   * Problem with a person's training; empty for none. A training cannot count for longer from today
   * than the policy has any training count, whatever the list of users says.
   */
  public Optional<String> training(User user, Instant now) {
    if (trainingDays.isEmpty()) {
      return Optional.empty();
    }
    @Nullable LocalDate trained = user.trainingValidUntil();
    if (trained == null) {
      return Optional.of("training: none recorded");
    }
    LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
    if (today.isAfter(trained)) {
      return Optional.of("training: was valid until " + trained);
    }
    int days = trainingDays.get();
    return !today.isBefore(PROGRAM) && trained.isAfter(today.plusDays(days))
        ? Optional.of(
            "training: valid until %s, expected %s at the latest: a training counts for %s"
                .formatted(trained, today.plusDays(days), Counted.of(days, "day")))
        : Optional.empty();
  }
}
