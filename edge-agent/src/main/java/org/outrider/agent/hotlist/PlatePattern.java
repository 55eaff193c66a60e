package org.outrider.agent.hotlist;

import java.util.Locale;

/**
 * A partial plate (MAT-02): {@code ?} stands for one character, {@code *} for any number of them.
 * Patterns are compared with the index form of a read, so O is 0 in them too.
 *
 * @param text index form of the pattern
 */
public record PlatePattern(String text) {

  /** Whether a listed plate is a pattern. */
  public static boolean isPattern(String plate) {
    return plate.indexOf('?') >= 0 || plate.indexOf('*') >= 0;
  }

  /** Drops everything but letters, digits and the two signs; folds O to 0. */
  public static PlatePattern of(String plate) {
    StringBuilder out = new StringBuilder(plate.length());
    String upper = plate.toUpperCase(Locale.ROOT);
    for (int i = 0; i < upper.length(); i++) {
      char c = upper.charAt(i);
      if (c == '?' || c == '*' || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
        out.append(c == 'O' ? '0' : c);
      }
    }
    return new PlatePattern(out.toString());
  }

  /** How many characters are given. */
  public int knownChars() {
    return (int) text.chars().filter(c -> c != '?' && c != '*').count();
  }

  /** Whether a read, by its index form, fits. */
  public boolean matches(String index) {
    int p = 0;
    int i = 0;
    int star = -1;
    int mark = 0;
    while (i < index.length()) {
      if (p < text.length() && (text.charAt(p) == '?' || text.charAt(p) == index.charAt(i))) {
        p++;
        i++;
      } else if (p < text.length() && text.charAt(p) == '*') {
        star = p++;
        mark = i;
      } else if (star >= 0) {
        p = star + 1;
        i = ++mark;
      } else {
        return false;
      }
    }
    while (p < text.length() && text.charAt(p) == '*') {
      p++;
    }
    return p == text.length();
  }
}
