package org.outrider.agent.hotlist.format;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Lines of a text, however long one may be: more than the limit is read but not kept. */
final class LineReader {
  private final Reader in;
  private final int longest;
  private final char[] buffer = new char[1 << 16];
  private final StringBuilder over = new StringBuilder();
  private int at;
  private int end;

  LineReader(Reader in, int longest) {
    this.in = in;
    this.longest = longest;
  }

  /** The next line without its end; null at the end of the text. */
  @Nullable String next() throws IOException {
    over.setLength(0);
    boolean any = false;
    while (true) {
      if (at == end) {
        end = in.read(buffer, 0, buffer.length);
        at = 0;
        if (end <= 0) {
          end = 0;
          return any ? trimmed(over.toString()) : null;
        }
      }
      any = true;
      int from = at;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      if (at < end) {
        at++;
        if (over.isEmpty() && at - 1 - from <= longest) {
          return trimmed(new String(buffer, from, at - 1 - from));
        }
        keep(from, at - 1);
        return trimmed(over.toString());
      }
      keep(from, at);
    }
  }

  private void keep(int from, int to) {
    over.append(buffer, from, Math.min(to - from, Math.max(0, longest - over.length())));
  }

  private static String trimmed(String line) {
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }
}
