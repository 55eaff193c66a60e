package org.outrider.agent.hotlist;

import java.util.List;

/**
 * A read fits an entry.
 *
 * @param edition the list it stands in
 * @param type how well
 * @param substitutions which characters were taken for which, as {@code 8>B@2}: read, listed,
 *     position
 * @param stateAgrees whether the read's issuing state is the listed one
 */
public record Match(
    Edition edition,
    HotListEntry entry,
    Type type,
    List<String> substitutions,
    Agreement stateAgrees) {

  /** Tier of a match, best first. */
  public enum Type {
    /** The index forms are equal. */
    EXACT,
    /** Equal but for characters that the reader itself was unsure of. */
    SIMILAR,
    /** The read fits a pattern of the list. */
    PARTIAL
  }

  /** Whether two things agree; what is not known is never taken for a yes. */
  public enum Agreement {
    YES,
    NO,
    UNKNOWN
  }

  public Match {
    substitutions = List.copyOf(substitutions);
  }
}
