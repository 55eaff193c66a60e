package org.outrider.agent.people.iam;

import java.time.Duration;
import java.util.Set;

/**
 * What the agency's policy says of logging on.
 *
 * @param tries failed ones after which an account is locked
 * @param window in which they are counted (K-26)
 * @param isTrainingRequired whether training must be in force (K-25)
 * @param profile whose policy must be acknowledged, {@code id@version} (IAM-06)
 * @param secondFactorRoles who needs a one-time code too
 */
public record LogOnRules(
    int tries,
    Duration window,
    boolean isTrainingRequired,
    String profile,
    Set<String> secondFactorRoles) {
  public LogOnRules {
    secondFactorRoles = Set.copyOf(secondFactorRoles);
  }
}
