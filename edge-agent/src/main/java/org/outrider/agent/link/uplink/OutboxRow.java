package org.outrider.agent.link.uplink;

/**
 * Something that central has not confirmed yet.
 *
 * @param seq order of storing
 * @param id what central acknowledges: hit or read id, or a picture's hash
 * @param readId the read it belongs to
 */
public record OutboxRow(long seq, OutboxLane lane, String id, String readId) {}
