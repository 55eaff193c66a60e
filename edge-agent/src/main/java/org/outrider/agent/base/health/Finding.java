package org.outrider.agent.base.health;

/**
 * How one part of a unit was found when somebody looked at it.
 *
 * @param part such as {@code camera front}
 * @param value what it is just now
 * @param advice what to do; empty where it is as it should be
 */
public record Finding(String part, Verdict verdict, String value, String advice) {

  /** Judgement of one part, from best to worst. */
  public enum Verdict {
    GOOD,
    WARN,
    BAD;

    /** As machines are told it. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
