package org.outrider.agent.alert.disposition;

import java.time.Instant;
import org.outrider.agent.people.iam.Actor;

/**
 * What came of an alert (ALR-15).
 *
 * @param reportNo of the agency's report; may be empty
 */
public record Outcome(Code code, String reportNo, Actor by, Instant at) {

  /** The kinds of outcome. */
  public enum Code {
    RECOVERED,
    ARREST,
    NO_ACTION,
    FALSE_READ,
    STALE_ENTRY
  }
}
