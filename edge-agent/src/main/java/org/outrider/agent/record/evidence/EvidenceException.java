package org.outrider.agent.record.evidence;

/** Evidence cannot be written, read or believed; the message says which file and why. */
public final class EvidenceException extends Exception {
  private static final long serialVersionUID = 1L;

  public EvidenceException(String message) {
    super(message);
  }

  public EvidenceException(String message, Throwable cause) {
    super(message, cause);
  }
}
