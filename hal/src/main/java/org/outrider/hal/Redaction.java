package org.outrider.hal;

import java.util.regex.Pattern;

/**
 * What may be said of an address: user names and passwords in it are replaced by {@link #HIDDEN},
 * in the user information of a URL as in parameters that some cameras take in path or query.
 */
public final class Redaction {
  static final String HIDDEN = "***";

  // A password may itself contain @ and /, unescaped: all up to the last @ of the word is hidden.
  private static final Pattern USER_INFO = Pattern.compile("://[^\\s\"'<>]*@");

  private static final Pattern PARAMETER =
      Pattern.compile(
          "(?i)\\b((?:user(?:name)?|login|pass(?:word|wd|phrase)?|pwd|token|secret|auth|key)=)"
              + "[^&;?#/\\s\"']+");

  private Redaction() {}

  /** A text without the secrets of addresses in it. */
  public static String of(String text) {
    String hidden = USER_INFO.matcher(text).replaceAll("://" + HIDDEN + "@");
    return PARAMETER.matcher(hidden).replaceAll("$1" + HIDDEN);
  }
}
