package org.outrider.agent.app;

/** Exit codes of every command. */
final class Exit {
  static final int OK = 0;
  static final int WARNING = 1;
  static final int FAULT = 2;

  private Exit() {}
}
