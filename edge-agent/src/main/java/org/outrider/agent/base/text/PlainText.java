package org.outrider.agent.base.text;

import java.util.Locale;

/**
 * Text from lists, the broker, central or a server, made safe for a terminal, a fault or a log.
 * Characters that act on the reader's screen instead of being shown, such as ESC and OSC sequences
 * (ECMA-48) and bidirectional controls (Unicode UAX #9), appear as {@code <U+001B>}: an officer
 * sees that they are there, and they do nothing.
 */
public final class PlainText {
  private static final int REPLACEMENT = 0xfffd;

  private PlainText() {}

  /** The text on one line: line breaks and tabs become blanks. */
  public static String line(String text) {
    return of(text, false);
  }

  /**
   * The text on one line, and no longer than so many characters; a cut is marked.
   *
   * @param maxChars before it is cut, in UTF-16 units
   */
  public static String line(String text, int maxChars) {
    if (text.length() <= maxChars) {
      return line(text);
    }
    return line(text.substring(0, maxChars)) + "...";
  }

  /** The text with its line breaks and tabs, such as a stack trace. */
  public static String lines(String text) {
    return of(text, true);
  }

  private static String of(String text, boolean keepsLines) {
    if (text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n' || c == '\t') {
                out.append(keepsLines ? (char) c : ' ');
              } else if (c == '\r' || c == 0x2028 || c == 0x2029 || c == 0x85) {
                out.append(' ');
              } else if (Character.getType(c) == Character.SURROGATE) {
                out.appendCodePoint(REPLACEMENT);
              } else if (isShown(c)) {
                out.appendCodePoint(c);
              } else {
                out.append(String.format(Locale.ROOT, "<U+%04X>", c));
              }
            });
    return out.toString();
  }

  /** Controls (Cc) and format characters (Cf, which the bidirectional ones are) act unseen. */
  private static boolean isShown(int c) {
    int type = Character.getType(c);
    return type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.PRIVATE_USE
        && type != Character.UNASSIGNED
        && !(c >= 0xfe00 && c <= 0xfe0f) // variation selectors
        && c != 0x034f // combining grapheme joiner
        && c != 0x115f // fillers, blank on most screens
        && c != 0x1160
        && c != 0x3164
        && c != 0xffa0;
  }
}
