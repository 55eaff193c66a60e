package org.outrider.agent.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.outrider.agent.hotlist.match.Match;

/**
 * A read that matched an entry, with the entry as it stood (HL-03).
 *
 * @param listAge how old the list was (HL-06)
 */
public record Hit(UUID hitId, UUID readId, Duration listAge, Match match, Instant raisedAt) {

  /** The list that the entry stands in. */
  public String listId() {
    return match.edition().listId();
  }

  /** Its version. */
  public String listVersion() {
    return match.edition().version();
  }
}
