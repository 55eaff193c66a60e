package org.outrider.agent.app;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Whether a person is watching: decides on colour and on lines that redraw themselves. */
final class Terminal {
  private Terminal() {}

  @SuppressWarnings("SystemConsoleNull") // null is still allowed by the API
  static boolean isThere() {
    @Nullable Console console = System.console();
    return console != null && console.isTerminal() && System.getenv("NO_COLOR") == null;
  }
}
