package org.outrider.agent.uplink;

import java.util.Locale;

/** Order of delivery: an earlier lane is emptied before a later one sends anything. */
public enum Lane {
  HIT(0),
  /** What became of an alert. */
  DISPOSITION(2),
  /** What people on the unit ask of the hot list (HL-14). */
  REQUEST(5),
  /** Who did what, in the order of its numbers (AUD-04). */
  AUDIT(7),
  READ(10),
  /** What came out of a session, to be compared at central (UPL-02): after its reads. */
  SESSION(15),
  PICTURE(20);

  private final int code;

  Lane(int code) {
    this.code = code;
  }

  /** Number in the database; lower goes first. */
  public int code() {
    return code;
  }

  /** The lane of a code. */
  public static Lane ofCode(int code) {
    for (Lane lane : values()) {
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
