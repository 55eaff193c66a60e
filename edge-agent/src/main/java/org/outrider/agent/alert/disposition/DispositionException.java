package org.outrider.agent.alert.disposition;

/** What somebody wanted to do about an alert cannot be done; the message says why. */
public final class DispositionException extends Exception {
  private static final long serialVersionUID = 1L;

  public DispositionException(String message) {
    super(message);
  }
}
