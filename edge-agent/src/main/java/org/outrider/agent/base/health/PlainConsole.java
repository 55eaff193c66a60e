package org.outrider.agent.base.health;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.text.PlainText;
import org.tinylog.core.LogEntry;
import org.tinylog.core.LogEntryValue;
import org.tinylog.writers.ConsoleWriter;
import org.tinylog.writers.Writer;

/**
 * The log on the console, with text from elsewhere made safe to show: a message stays on its line
 * and no character acts on the terminal. Named as a writer in {@code tinylog.properties}.
 */
public final class PlainConsole implements Writer {
  private final ConsoleWriter console;

  /** Made by tinylog, by this name. */
  public PlainConsole(Map<String, String> properties) {
    console = new ConsoleWriter(properties);
  }

  @Override
  public Collection<LogEntryValue> getRequiredLogEntryValues() {
    return console.getRequiredLogEntryValues();
  }

  @Override
  public void write(LogEntry entry) {
    console.write(plain(entry));
  }

  static LogEntry plain(LogEntry entry) {
    @Nullable String message = entry.getMessage();
    @Nullable Throwable exception = entry.getException();
    StringBuilder text = new StringBuilder(message == null ? "" : PlainText.line(message));
    if (exception != null) {
      StringWriter trace = new StringWriter();
      exception.printStackTrace(new PrintWriter(trace));
      text.append(text.isEmpty() ? "" : ": ").append(PlainText.lines(trace.toString().strip()));
    }
    return new LogEntry(
        entry.getTimestamp(),
        entry.getThread(),
        entry.getContext(),
        entry.getClassName(),
        entry.getMethodName(),
        entry.getFileName(),
        entry.getLineNumber(),
        entry.getTag(),
        entry.getLevel(),
        text.toString(),
        null);
  }

  @Override
  public void flush() {
    console.flush();
  }

  @Override
  public void close() {
    console.close();
  }
}
