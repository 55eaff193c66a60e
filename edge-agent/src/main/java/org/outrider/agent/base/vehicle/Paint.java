package org.outrider.agent.base.vehicle;

import static java.util.Map.entry;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A vehicle's colour, as coarse as it can be told from a picture. */
public enum Paint {
  BLACK,
  /** Silver too: in poor light nobody tells them apart. */
  GRAY,
  WHITE,
  RED,
  ORANGE,
  YELLOW,
  /** Tan, beige and gold too. */
  BROWN,
  GREEN,
  BLUE;

  /** Vehicle colour codes (VCO) of the NCIC Code Manual, and the words that other lists use. */
  private static final Map<String, Paint> CODES =
      Map.ofEntries(
          entry("BLK", BLACK),
          entry("BLACK", BLACK),
          entry("GRY", GRAY),
          entry("GRAY", GRAY),
          entry("GREY", GRAY),
          entry("SIL", GRAY),
          entry("SILVER", GRAY),
          entry("COM", GRAY), // chrome, stainless steel
          entry("WHI", WHITE),
          entry("WHITE", WHITE),
          entry("CRM", WHITE), // cream, ivory
          entry("RED", RED),
          entry("MAR", RED), // maroon, burgundy
          entry("MAROON", RED),
          entry("BURGUNDY", RED),
          entry("ONG", ORANGE),
          entry("ORG", ORANGE),
          entry("ORANGE", ORANGE),
          entry("YEL", YELLOW),
          entry("YELLOW", YELLOW),
          entry("BRO", BROWN),
          entry("BROWN", BROWN),
          entry("BRZ", BROWN), // bronze
          entry("CPR", BROWN), // copper
          entry("GLD", BROWN),
          entry("GOLD", BROWN),
          entry("TAN", BROWN),
          entry("BGE", BROWN),
          entry("BEIGE", BROWN),
          entry("TPE", BROWN), // taupe
          entry("GRN", GREEN),
          entry("GREEN", GREEN),
          entry("DGR", GREEN),
          entry("LGR", GREEN),
          entry("BLU", BLUE),
          entry("BLUE", BLUE),
          entry("DBL", BLUE),
          entry("LBL", BLUE),
          entry("TRQ", BLUE), // turquoise
          entry("TEA", BLUE)); // teal

  /**
   * What a listed colour may be. Of two colours ({@code WHI/BLK}) each may be seen from one side.
   * Empty when the list says nothing that can be judged: purple, pink, several colours, other
   * words.
   */
  public static Set<Paint> listed(String color) {
    Set<Paint> out = EnumSet.noneOf(Paint.class);
    for (String part : color.toUpperCase(Locale.ROOT).split("[/,;]", -1)) {
      String word = part.strip().replaceFirst("^(DARK|LIGHT) ", "");
      if (!word.isEmpty()) {
        if (!CODES.containsKey(word)) {
          return Set.of();
        }
        out.add(CODES.get(word));
      }
    }
    return out;
  }

  /** What one person calls this and another calls that, or what poor light makes of it. */
  Set<Paint> near() {
    return switch (this) {
      case BLACK -> EnumSet.of(GRAY, BROWN, GREEN, BLUE);
      case GRAY -> EnumSet.of(BLACK, WHITE, BROWN, GREEN, BLUE);
      case WHITE -> EnumSet.of(GRAY, BROWN);
      case RED -> EnumSet.of(ORANGE, BROWN);
      case ORANGE -> EnumSet.of(RED, YELLOW, BROWN);
      case YELLOW -> EnumSet.of(ORANGE, BROWN);
      case BROWN -> EnumSet.of(BLACK, GRAY, WHITE, RED, ORANGE, YELLOW);
      case GREEN -> EnumSet.of(BLACK, GRAY, BLUE);
      case BLUE -> EnumSet.of(BLACK, GRAY, GREEN);
    };
  }

  /** As the records write it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
