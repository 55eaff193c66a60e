package org.outrider.agent.console;

/** What was asked cannot be answered; the message is shown to whoever asked. */
final class ConsoleException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  ConsoleException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** HTTP status. */
  int status() {
    return status;
  }
}
