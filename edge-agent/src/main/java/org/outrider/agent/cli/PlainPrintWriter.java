package org.outrider.agent.cli;

import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.outrider.agent.base.text.PlainText;

/**
 * What commands print. Text from lists, units, cameras, files and servers passes here on its way to
 * a terminal: characters that act on the terminal instead of being shown appear as {@code
 * <U+001B>}, and in a line of JSON as {@code \u001b}, which keeps its meaning. Only {@link
 * Terminal#control} acts on the terminal.
 */
final class PlainPrintWriter extends PrintWriter {

  PlainPrintWriter(OutputStream to) {
    super(new OutputStreamWriter(to, StandardCharsets.UTF_8), true);
  }

  /** Prints a control sequence of ours. */
  void control(String sequence) {
    super.write(sequence, 0, sequence.length());
  }

  @Override
  public void write(int c) {
    write(Character.toString(c));
  }

  @Override
  public void write(char[] text, int from, int length) {
    write(new String(text, from, length));
  }

  @Override
  public void write(String text, int from, int length) {
    String plain = plain(text.substring(from, from + length));
    super.write(plain, 0, plain.length());
  }

  private static String plain(String text) {
    return text.startsWith("{") || text.startsWith("[") ? json(text) : PlainText.lines(text);
  }

  /** In JSON such characters stand within strings alone, apart from line breaks and tabs. */
  private static String json(String text) {
    if (PlainText.lines(text).equals(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              String one = Character.toString(c);
              if (PlainText.lines(one).equals(one)) {
                out.append(one);
              } else {
                one.chars().forEach(u -> out.append(String.format(Locale.ROOT, "\\u%04x", u)));
              }
            });
    return out.toString();
  }
}
