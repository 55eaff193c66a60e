package org.outrider.agent.people.iam;

import java.time.Duration;
import java.util.Optional;

/**
 * What the agency's policy says of sessions at a console.
 *
 * @param lockAfter time without anything done; empty where the place makes up for it: in a vehicle
 *     of the agency (CJIS AC-11)
 * @param showsAlertsToAll whether a console that nobody is logged on to, or that is locked, shows
 *     alerts to be seen only (K-26)
 */
public record SessionRules(Optional<Duration> lockAfter, boolean showsAlertsToAll) {}
