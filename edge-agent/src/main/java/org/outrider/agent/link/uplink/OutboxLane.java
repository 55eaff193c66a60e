package org.outrider.agent.link.uplink;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Order of delivery: an earlier lane is emptied before a later one sends anything. */
public enum OutboxLane {
  HIT(0),
  /** What is broken on the unit (INV-03). */
  DAMAGE(1),
  /** What became of an alert. */
  DISPOSITION(2),
  /** What people on the unit ask of the hot list (HL-14). */
  REQUEST(5),
  /** Who did what, in the order of its numbers (AUD-04). */
  AUDIT(7),
  /** What the unit is made of, whenever that changed (INV-01). */
  INVENTORY(8),
  /** What was cleaned, serviced or counted on the unit (INV-02, INV-04). */
  SERVICE(9),
  READ(10),
  /** What came out of a session, to be compared at central (UPL-02): after its reads. */
  SESSION(15),
  /** How much the unit was used in a day, without any plate (REP-01). */
  USAGE(16),
  PICTURE(20);

  /** Small reports, kept in one table until central has them. */
  private static final Set<OutboxLane> REPORTS = EnumSet.of(DAMAGE, INVENTORY, SERVICE, USAGE);

  private final int code;

  OutboxLane(int code) {
    this.code = code;
  }

  /** Number in the database; lower goes first. */
  public int code() {
    return code;
  }

  /** Whether what it carries is a small report that is forgotten when central has it. */
  public boolean isReport() {
    return REPORTS.contains(this);
  }

  /** The lane of a code. */
  public static OutboxLane ofCode(int code) {
    for (OutboxLane lane : values()) {
      if (lane.code == code) {
        return lane;
      }
    }
    throw new IllegalArgumentException("lane " + code + ", expected a known one");
  }

  /** Name in messages and reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
