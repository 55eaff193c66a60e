package org.outrider.agent.policy;

import java.util.List;

/**
 * A law that a profile names, as limits on settings. It says what the software can check and is no
 * legal advice.
 *
 * @param id such as {@code us-ct-7-294ee}
 * @param citation as lawyers write it
 * @param limits what it demands
 */
public record Law(String id, String citation, List<Limit> limits) {
  public Law {
    limits = List.copyOf(limits);
  }

  /** How a value is held against a limit. */
  enum Test {
    AT_MOST,
    AT_LEAST,
    IS,
    IS_NOT,
    HAS,
    HAS_NOT
  }

  /**
   * One demand.
   *
   * @param setting its key
   * @param than numbers or words to compare with
   * @param section of the law
   */
  public record Limit(String setting, Test test, List<String> than, String section) {
    public Limit {
      than = List.copyOf(than);
    }
  }
}
