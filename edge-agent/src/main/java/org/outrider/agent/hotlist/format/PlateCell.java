package org.outrider.agent.hotlist.format;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.outrider.agent.base.Counted;
import org.outrider.agent.hotlist.PlatePattern;

/** Tells a plate from what people and spreadsheets leave in a plate column. */
final class PlateCell {
  private static final int LONGEST = 15;
  private static final int LEAST_FILLER = 4;

  private static final Pattern ERROR =
      Pattern.compile("#(?:REF|N/A|NAME|VALUE|DIV/0|NUM|NULL|SPILL|CALC)[!?]?.*");
  private static final Pattern EXPONENT = Pattern.compile("[+-]?\\d+(?:[.,]\\d+)?E[+-]\\d+");
  private static final Pattern DECIMAL_EXPONENT = Pattern.compile("\\d+[.,]\\d+E\\d+");

  /** A real plate can look like this; a spreadsheet reads it as a number and rewrites it. */
  private static final Pattern NUMBER_LIKE = Pattern.compile("\\d+E\\d+");

  private static final Set<String> WORDS =
      Set.of(
          "NA",
          "NONE",
          "NULL",
          "NIL",
          "UNK",
          "UNKNOWN",
          "UNREG",
          "UNREGISTERED",
          "TEMP",
          "TEMPTAG",
          "TEMPORARY",
          "NOPLATE",
          "NOPLATES",
          "NOTAG",
          "NOTAGS",
          "NOLIC",
          "NOLICENSE",
          "NOREG",
          "NOTAVAILABLE",
          "NOTAPPLICABLE",
          "NOTKNOWN",
          "TBD",
          "TBA",
          "PENDING",
          "BLANK",
          "EMPTY",
          "DEALER",
          "PAPER",
          "PAPERTAG",
          "MISSING",
          "REMOVED",
          "NOVIN",
          "NAN",
          "TRUE",
          "FALSE");

  private PlateCell() {}

  /**
   * Checks a cell.
   *
   * @param skip further fillers, upper case, of the template
   * @throws IllegalArgumentException naming what stands in place of a plate
   */
  static void check(String cell, Set<String> skip) {
    String upper = cell.toUpperCase(Locale.ROOT);
    if (ERROR.matcher(upper).matches()) {
      throw new IllegalArgumentException(
          "a spreadsheet's error value in place of a plate; correct it at the source");
    }
    if (EXPONENT.matcher(upper).matches() || DECIMAL_EXPONENT.matcher(upper).matches()) {
      throw new IllegalArgumentException(
          "a plate that a spreadsheet turned into a number with an exponent; export the column as"
              + " text");
    }
    if (upper.startsWith("=") || upper.startsWith("'") || upper.startsWith("+")) {
      throw new IllegalArgumentException(
          "a spreadsheet's text mark or formula (= ' +) in the plate, expected the plate alone");
    }
    int known = known(cell);
    if (skip.contains(upper) || isFiller(upper)) {
      throw new IllegalArgumentException("a filler and no plate");
    }
    if ((known < 2 && !PlatePattern.isPattern(cell)) || known > LONGEST) {
      throw new IllegalArgumentException(
          "plate of %s, expected 2 to 15".formatted(Counted.of(known, "character")));
    }
  }

  /** Whether a spreadsheet could take the plate for a number. */
  static boolean isNumberLike(String cell) {
    return NUMBER_LIKE.matcher(cell.toUpperCase(Locale.ROOT)).matches();
  }

  /** How many letters and digits; throws at a sign that no plate has. */
  private static int known(String cell) {
    int known = 0;
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (c < 0x80 && Character.isLetterOrDigit(c)) {
        known++;
      } else if (" -./?*\u00B7\u2022\u00A0".indexOf(c) < 0) {
        throw new IllegalArgumentException(
            "plate with %s, expected A to Z and 0 to 9".formatted(name(c)));
      }
    }
    return known;
  }

  private static String name(char c) {
    if (c == '\uFFFD') {
      return "a character that could not be decoded";
    }
    String code = "U+%04X".formatted((int) c);
    if (Character.isISOControl(c)) {
      return "the control character " + code;
    }
    if (c >= '\uFF01' && c <= '\uFF5E') {
      return "the full-width character " + code;
    }
    if (Character.isSurrogate(c)) {
      return "a character beyond " + code;
    }
    if (Character.isLetterOrDigit(c)) {
      String script =
          Character.UnicodeScript.of(c).name().toLowerCase(Locale.ROOT).replace('_', ' ');
      return "the %s letter %s"
          .formatted(script.substring(0, 1).toUpperCase(Locale.ROOT) + script.substring(1), code);
    }
    return "the character " + code;
  }

  private static boolean isFiller(String upper) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < upper.length(); i++) {
      if (Character.isLetterOrDigit(upper.charAt(i))) {
        word.append(upper.charAt(i));
      }
    }
    String s = word.toString();
    return WORDS.contains(s)
        || (s.length() >= 2 && s.chars().allMatch(c -> c == '0'))
        || (s.length() >= LEAST_FILLER && s.chars().allMatch(c -> c == 'X'));
  }
}
