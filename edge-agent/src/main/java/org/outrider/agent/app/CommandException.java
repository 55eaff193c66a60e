package org.outrider.agent.app;

/** A command cannot do what was asked; the message is all the user needs. */
final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  CommandException(String message) {
    super(message);
  }

  CommandException(Throwable cause) {
    super(String.valueOf(cause.getMessage()), cause);
  }
}
