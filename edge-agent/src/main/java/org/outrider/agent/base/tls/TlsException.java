package org.outrider.agent.base.tls;

/** Keys or certificates that cannot be used: says which file and why. */
public final class TlsException extends Exception {
  private static final long serialVersionUID = 1L;

  public TlsException(String message, Throwable cause) {
    super(message, cause);
  }

  public TlsException(String message) {
    super(message);
  }
}
