package org.outrider.agent.base.health;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.outrider.agent.base.text.PlainText;
import org.tinylog.core.LogEntry;
import org.tinylog.core.LogEntryValue;
import org.tinylog.writers.Writer;

/**
 * The last lines of the log, for whoever helps from afar; named as a writer in {@code
 * tinylog.properties}. No plate and no name of a person is in the log.
 */
public final class RecentLog implements Writer {
  /** As many as fit a message of the broker by far. */
  static final int MOST = 200;

  private static final int LONGEST = 500;

  private static final Deque<String> LINES = new ArrayDeque<>();

  /** Made by tinylog, by this name. */
  public RecentLog(Map<String, String> properties) {}

  /** The last lines, oldest first: time, level, tag and message, without stack traces. */
  public static List<String> lines() {
    synchronized (LINES) {
      return List.copyOf(LINES);
    }
  }

  @Override
  public Collection<LogEntryValue> getRequiredLogEntryValues() {
    return EnumSet.of(
        LogEntryValue.DATE, LogEntryValue.LEVEL, LogEntryValue.TAG, LogEntryValue.MESSAGE);
  }

  @Override
  public void write(LogEntry entry) {
    String line =
        "%s %s [%s] %s"
            .formatted(
                entry.getTimestamp().toInstant(),
                entry.getLevel(),
                entry.getTag(),
                PlainText.line(String.valueOf(entry.getMessage()), LONGEST));
    synchronized (LINES) {
      LINES.addLast(line.length() > LONGEST ? line.substring(0, LONGEST) : line);
      if (LINES.size() > MOST) {
        LINES.removeFirst();
      }
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
