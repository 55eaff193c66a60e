package org.outrider.agent.base.trust;

/** What is not signed as it must be, or a key that cannot be used. */
public final class TrustException extends Exception {
  private static final long serialVersionUID = 1L;

  public TrustException(String message) {
    super(message);
  }
}
