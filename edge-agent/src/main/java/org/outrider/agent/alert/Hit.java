package org.outrider.agent.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.outrider.agent.hotlist.Match;

/**
 * A read that matched an entry, with the entry as it stood (HL-03).
 *
 * @param listAge how old the list was (HL-06)
 */
public record Hit(
    UUID hitId,
    UUID readId,
    String listId,
    String listVersion,
    Duration listAge,
    Match match,
    Instant raisedAt) {}
