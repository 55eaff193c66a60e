package org.outrider.agent.cli;

/** Exit codes of every command. */
public final class Exit {
  public static final int OK = 0;
  public static final int WARNING = 1;
  public static final int FAULT = 2;

  private Exit() {}
}
