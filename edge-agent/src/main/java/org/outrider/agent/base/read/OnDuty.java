package org.outrider.agent.base.read;

/**
 * Whoever is on duty when a read is made, as its record says (CAP-04, CAP-07).
 *
 * @param sessionId empty for nobody
 * @param purpose code of what the session is for; empty where nobody said
 * @param canvassCase number of the case whose surroundings are being canvassed; empty for none
 */
public record OnDuty(String sessionId, String purpose, String canvassCase) {
  public static final OnDuty NOBODY = new OnDuty("", "", "");
}
