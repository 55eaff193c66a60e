package org.outrider.agent.alert.disposition;

import java.time.Instant;
import org.outrider.agent.people.iam.Actor;

/**
 * What somebody did about an alert.
 *
 * @param reason why it was rejected, or cannot be responded to; empty when accepted
 */
public record Answer(Actor by, Instant at, String reason) {}
