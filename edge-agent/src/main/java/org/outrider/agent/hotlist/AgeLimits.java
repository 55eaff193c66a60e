package org.outrider.agent.hotlist;

import java.time.Duration;

/**
 * When a list is old (HL-06, K-17).
 *
 * @param stale age beyond which alerts say that the list is old
 * @param unreliable age beyond which alerts are labelled unreliable
 */
public record AgeLimits(Duration stale, Duration unreliable) {
  public static final AgeLimits DEFAULT = new AgeLimits(Duration.ofDays(1), Duration.ofDays(3));

  public Freshness of(Duration age) {
    if (age.compareTo(unreliable) > 0) {
      return Freshness.UNRELIABLE;
    }
    return age.compareTo(stale) > 0 ? Freshness.STALE : Freshness.FRESH;
  }
}
