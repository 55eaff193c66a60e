package org.outrider.agent.base;

/** Numbers of things in the right grammatical number: "1 camera", "2 cameras", "0 entries". */
public final class Counted {
  private Counted() {}

  /**
   * A number and its noun.
   *
   * @param noun in the singular; the plural adds {@code s}, or {@code ies} for a final {@code y}
   */
  public static String of(long n, String noun) {
    String plural =
        noun.endsWith("ry") || noun.endsWith("ty")
            ? noun.substring(0, noun.length() - 1) + "ies"
            : noun + "s";
    return of(n, noun, plural);
  }

  /** A number and its noun, or its noun and verb, with a plural of its own. */
  public static String of(long n, String singular, String plural) {
    return n + " " + (n == 1 ? singular : plural);
  }
}
