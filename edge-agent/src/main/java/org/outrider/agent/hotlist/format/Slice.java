package org.outrider.agent.hotlist.format;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in a line a field stands: {@code 27:37} characters of a fixed line (from 0, end excluded,
 * {@code 58:} to the end), {@code 3} or {@code "Plate Number"} a column of a delimited one.
 * {@code @0} behind it takes one character, {@code /token} the first word, {@code 9+} all columns
 * from the tenth on.
 */
record Slice(int from, int to, String column, int charAt, boolean firstToken, boolean isRest) {
  private static final Pattern GRAMMAR =
      Pattern.compile("(?:(\\d+):(\\d*)|(.+?))(?:@(\\d+))?(/token)?");
  private static final int END = Integer.MAX_VALUE;

  static Slice parse(String text, boolean isFixed) {
    Matcher m = GRAMMAR.matcher(text.strip());
    if (!m.matches() || isFixed != (m.group(1) != null)) {
      throw new IllegalArgumentException(
          "\"%s\", expected %s, then @N or /token if wanted"
              .formatted(text, isFixed ? "FROM:TO in characters" : "a column number or name"));
    }
    int charAt = m.group(4) == null ? -1 : Integer.parseInt(m.group(4));
    boolean token = m.group(5) != null;
    if (isFixed) {
      int to = m.group(2).isEmpty() ? END : Integer.parseInt(m.group(2));
      return new Slice(Integer.parseInt(m.group(1)), to, "", charAt, token, false);
    }
    String column = m.group(3);
    boolean isRest = column.matches("\\d+\\+");
    String bare = isRest ? column.substring(0, column.length() - 1) : column;
    int number = bare.matches("\\d+") ? Integer.parseInt(bare) : -1;
    return new Slice(number, -1, column, charAt, token, isRest);
  }

  /** Of a fixed line; empty where the line is too short. */
  String of(String line) {
    int end = Math.min(to, line.length());
    return from >= end ? "" : trim(line.substring(from, end));
  }

  /** Of the columns of a delimited line; empty where there are too few. */
  String of(List<String> columns, int index) {
    if (index < 0 || index >= columns.size()) {
      return "";
    }
    return trim(
        isRest ? String.join(" ", columns.subList(index, columns.size())) : columns.get(index));
  }

  private String trim(String value) {
    String s = value.strip();
    if (charAt >= 0) {
      return charAt < s.length() ? s.substring(charAt, charAt + 1) : "";
    }
    int blank = firstToken ? s.indexOf(' ') : -1;
    return blank < 0 ? s : s.substring(0, blank);
  }
}
