package org.outrider.agent.people.audit;

/** An event cannot be written or read: what it is about must not happen. */
public final class AuditException extends Exception {
  private static final long serialVersionUID = 1L;

  public AuditException(String message) {
    super(message);
  }

  public AuditException(String message, Throwable cause) {
    super(message, cause);
  }
}
