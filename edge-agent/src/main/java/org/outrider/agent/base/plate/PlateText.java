package org.outrider.agent.base.plate;

import java.text.Normalizer;
import java.util.Locale;

/**
 * What a plate says, in three forms that are never mixed.
 *
 * @param raw as it was read or listed; evidence, never rewritten
 * @param normalized NFKC, upper case, A-Z and 0-9 only
 * @param index normalized with O folded to 0: the form under which lists are searched; never shown
 */
public record PlateText(String raw, String normalized, String index) {

  /** Derives the other forms from the raw one. */
  public static PlateText of(String raw) {
    String normalized = normalize(raw);
    return new PlateText(raw, normalized, normalized.replace('O', '0'));
  }

  private static String normalize(String raw) {
    if (isNormal(raw)) {
      return raw;
    }
    String upper = Normalizer.normalize(raw, Normalizer.Form.NFKC).toUpperCase(Locale.ROOT);
    StringBuilder out = new StringBuilder(upper.length());
    for (int i = 0; i < upper.length(); i++) {
      char c = upper.charAt(i);
      if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean isNormal(String raw) {
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if ((c < 'A' || c > 'Z') && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }

  /** Never the text: plates do not belong in logs. */
  @Override
  public String toString() {
    return "plate of " + normalized.length() + " characters";
  }
}
