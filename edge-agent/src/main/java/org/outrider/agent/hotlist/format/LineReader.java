package org.outrider.agent.hotlist.format;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a text, however long one may be: characters beyond the limit are read but not kept. A
 * line ends with LF, CR LF or a bare CR.
 */
final class LineReader {
  private final Reader in;
  private final int longest;
  private final char[] buffer = new char[1 << 16];
  private final StringBuilder over = new StringBuilder();
  private int at;
  private int end;
  private boolean isAfterReturn;
  private boolean hasBreak;

  LineReader(Reader in, int longest) {
    this.in = in;
    this.longest = longest;
  }

  /** The next line without its line break; null at the end of the text. */
  @Nullable String next() throws IOException {
    over.setLength(0);
    hasBreak = false;
    boolean any = false;
    while (true) {
      if (at == end && !fill()) {
        return any ? over.toString() : null;
      }
      if (isAfterReturn) {
        isAfterReturn = false;
        if (buffer[at] == '\n') {
          at++;
          continue;
        }
      }
      any = true;
      int from = at;
      while (at < end && buffer[at] != '\n' && buffer[at] != '\r') {
        at++;
      }
      if (at < end) {
        isAfterReturn = buffer[at] == '\r';
        hasBreak = true;
        at++;
        if (over.isEmpty() && at - 1 - from <= longest) {
          return new String(buffer, from, at - 1 - from);
        }
        keep(from, at - 1);
        return over.toString();
      }
      keep(from, at);
    }
  }

  /** Whether a line break ended the last line; false for the tail of a file cut short. */
  boolean hasBreak() {
    return hasBreak;
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, in.read(buffer, 0, buffer.length));
    return end > 0;
  }

  private void keep(int from, int to) {
    over.append(buffer, from, Math.min(to - from, Math.max(0, longest - over.length())));
  }
}
