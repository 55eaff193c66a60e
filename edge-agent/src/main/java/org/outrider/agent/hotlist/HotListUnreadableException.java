package org.outrider.agent.hotlist;

/** A list in force that cannot be asked: its file is damaged, or it was closed. */
public final class HotListUnreadableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public HotListUnreadableException(String message) {
    super(message);
  }
}
