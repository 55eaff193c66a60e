package org.outrider.agent.people.audit;

/**
 * An event in its place of the chain.
 *
 * @param seq from 1, without a gap
 * @param line the whole event as one line of JSON, ending in {@code "hash"} and {@code "signature"}
 */
public record AuditEvent(long seq, String eventId, String hash, String line) {}
