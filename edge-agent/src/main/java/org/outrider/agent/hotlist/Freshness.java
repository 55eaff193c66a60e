package org.outrider.agent.hotlist;

/** How far a list can be believed for its age (HL-06); an old one goes on matching. */
public enum Freshness {
  FRESH,
  /** Alerts say so. */
  STALE,
  /** Alerts are labelled unreliable, and never silent. */
  UNRELIABLE
}
