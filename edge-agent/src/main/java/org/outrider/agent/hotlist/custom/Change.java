package org.outrider.agent.hotlist.custom;

import java.time.Instant;
import org.outrider.agent.people.iam.Actor;

/**
 * One change of one entry: what central is told, and what the administrator reads.
 *
 * @param changeId UUIDv7
 * @param op add, approve, verify, review, renew, reject, locate, remove or expire
 * @param by who
 * @param entry as it stands after the change
 */
public record Change(String changeId, String op, Actor by, Instant at, CustomEntry entry) {}
