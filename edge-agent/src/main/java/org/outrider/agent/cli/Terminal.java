package org.outrider.agent.cli;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Whether a person is watching: decides on colour and on lines that redraw themselves. */
public final class Terminal {
  private Terminal() {}

  @SuppressWarnings("SystemConsoleNull") // null is still allowed by the API
  public static boolean isThere() {
    @Nullable Console console = System.console();
    return console != null && console.isTerminal() && System.getenv("NO_COLOR") == null;
  }
}
