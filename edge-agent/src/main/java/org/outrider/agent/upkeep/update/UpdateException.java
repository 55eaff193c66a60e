package org.outrider.agent.upkeep.update;

/** An update could not be asked for, fetched or kept: says what, from where, and why. */
public final class UpdateException extends Exception {
  private static final long serialVersionUID = 1L;

  UpdateException(String message) {
    super(message);
  }

  UpdateException(String message, Throwable cause) {
    super(message, cause);
  }
}
