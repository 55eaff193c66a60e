package org.outrider.agent.console;

import java.util.List;

/**
 * How a unit is, for the strip on top of each page.
 *
 * @param lamps one a thing, in the order in which they are shown
 * @param faults that stand
 * @param pending rows of each lane that central has not got yet
 */
public record Status(List<Lamp> lamps, List<Trouble> faults, List<Pending> pending) {
  public Status {
    lamps = List.copyOf(lamps);
    faults = List.copyOf(faults);
    pending = List.copyOf(pending);
  }

  /** Whether a thing is as it should be. */
  public enum Level {
    GOOD,
    WARNING,
    BAD;

    /** For style sheets. */
    public String css() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * One thing of the unit.
   *
   * @param words short, such as {@code 3 h old}: nothing is told by colour alone
   */
  public record Lamp(String name, String words, Level level) {}

  /**
   * A current fault.
   *
   * @param words what it means
   * @param advice what to do
   */
  public record Trouble(String code, String words, String subject, String cause, String advice) {}

  /** What waits for central. */
  public record Pending(String lane, long rows) {}

  /** Whether central has everything. */
  public boolean isDelivered() {
    return pending.stream().allMatch(p -> p.rows() == 0);
  }
}
