package org.outrider.agent.alert.disposition;

import java.time.Duration;
import java.util.Set;

/**
 * What the agency's policy says of answering alerts.
 *
 * @param isAnswerRequired whether an alert must be accepted or rejected (K-15)
 * @param escalateAfter without an answer central is told so (ALR-09)
 * @param mayActExigently whether anything may be done before a system has confirmed (K-14)
 * @param systems by which hits are verified
 */
public record DispositionRules(
    boolean isAnswerRequired,
    Duration escalateAfter,
    boolean mayActExigently,
    Set<String> systems) {
  public DispositionRules {
    systems = Set.copyOf(systems);
  }
}
