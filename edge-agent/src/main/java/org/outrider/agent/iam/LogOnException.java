package org.outrider.agent.iam;

/** Somebody cannot log on; the message may be shown to whoever tried. */
public final class LogOnException extends Exception {
  private static final long serialVersionUID = 1L;

  public LogOnException(String message) {
    super(message);
  }
}
