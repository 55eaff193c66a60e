package org.outrider.agent.hotlist;

/** A list that is refused; the one before it stays in force. */
public final class HotListException extends Exception {
  private static final long serialVersionUID = 1L;

  public HotListException(String message) {
    super(message);
  }
}
