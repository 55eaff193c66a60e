package org.outrider.agent.base;

/** A command cannot do what was asked; the message is all the user needs. */
public final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  public CommandException(String message) {
    super(message);
  }

  public CommandException(Throwable cause) {
    super(String.valueOf(cause.getMessage()), cause);
  }
}
