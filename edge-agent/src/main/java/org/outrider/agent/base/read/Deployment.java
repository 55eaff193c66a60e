package org.outrider.agent.base.read;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a unit is used; the word is the one of configuration and wire. */
public enum Deployment {
  FIXED,
  MOBILE,
  PORTABLE,
  TRAILER,
  /** Not stated, where only the address of a unit is known. */
  UNKNOWN;

  /** The deployment of a word; {@link #UNKNOWN} for any other word. */
  public static Deployment of(String word) {
    return Arrays.stream(values()).filter(d -> d.word().equals(word)).findFirst().orElse(UNKNOWN);
  }

  /** The words of all that a unit can be configured as. */
  public static List<String> words() {
    return Arrays.stream(values()).filter(d -> d != UNKNOWN).map(Deployment::word).toList();
  }

  /** Lower case; empty if not stated. */
  public String word() {
    return this == UNKNOWN ? "" : name().toLowerCase(Locale.ROOT);
  }
}
