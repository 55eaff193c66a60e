package org.outrider.agent.uplink.mqtt;

/** Keys or certificates that cannot be used: says which file and why. */
public final class TlsException extends Exception {
  private static final long serialVersionUID = 1L;

  TlsException(String message, Throwable cause) {
    super(message, cause);
  }

  TlsException(String message) {
    super(message);
  }
}
