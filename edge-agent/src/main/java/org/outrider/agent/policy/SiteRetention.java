package org.outrider.agent.policy;

import java.util.List;
import java.util.Optional;
import org.outrider.agent.base.toml.ConfigException;

/** Checks the retention that a site states against the limits of its profile. */
public final class SiteRetention {
  private SiteRetention() {}

  /**
   * Checks the days that central keeps reads.
   *
   * @param days as the site states them; empty to leave them to the profile
   * @throws ConfigException when the profile leaves them to the site, or limits them otherwise
   */
  public static void check(Profile profile, Optional<Integer> days) throws ConfigException {
    Optional<Integer> most = profile.get(RetentionSettings.CENTRAL_MAX_DAYS);
    Optional<Integer> least = profile.get(RetentionSettings.CENTRAL_MIN_DAYS);
    String problem = "";
    if (days.isEmpty() && profile.get(RetentionSettings.STATED_BY_SITE)) {
      problem =
          "(missing), expected days: the policy gives no number (%s)"
              .formatted(profile.clause(RetentionSettings.STATED_BY_SITE));
    } else if (days.isPresent() && most.isPresent() && days.get() > most.get()) {
      problem = days.get() + ", expected " + most.get() + " at most";
    } else if (days.isPresent() && least.isPresent() && days.get() < least.get()) {
      problem = days.get() + ", expected " + least.get() + " at least";
    }
    if (!problem.isEmpty()) {
      throw new ConfigException(
          "profile " + profile.stamp(), List.of("policy.retention_days = " + problem));
    }
  }
}
