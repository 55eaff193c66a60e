package org.outrider.agent.record.evidence;

import java.util.List;
import java.util.Map;

/**
 * All that a unit knows of one read, as it was stored.
 *
 * @param records JSON by file name: the read, its hits, what became of them
 * @param pictures JPEG by file name
 * @param custody lines of the audit that name the read or its hits
 */
public record Evidence(
    String readId,
    Map<String, byte[]> records,
    Map<String, byte[]> pictures,
    List<String> custody) {

  /**
   * Who takes it out, and why.
   *
   * @param unit agency and unit
   * @param profileVersion whose rules held
   * @param at RFC 3339
   */
  public record Export(
      String evidenceId,
      String unit,
      String profileVersion,
      String caseNumber,
      String reason,
      String purpose,
      String userId,
      String name,
      String role,
      String at) {}
}
