package org.outrider.agent.cli;

import java.io.Console;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Whether a person is watching: decides on colour and on lines that redraw themselves. */
public final class Terminal {
  private Terminal() {}

  @SuppressWarnings("SystemConsoleNull") // null is still allowed by the API
  public static boolean isThere() {
    @Nullable Console console = System.console();
    return console != null && console.isTerminal() && System.getenv("NO_COLOR") == null;
  }

  /** Prints a control sequence, such as one for a colour, past what makes text safe to show. */
  public static void control(PrintWriter out, String sequence) {
    if (out instanceof PlainPrintWriter plain) {
      plain.control(sequence);
    } else {
      out.print(sequence);
    }
  }
}
