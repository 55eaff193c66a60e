package org.outrider.agent.console;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as pages show them: by the unit's clock and zone, and in UTC where records are meant. */
public final class Times {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  private Times() {}

  /** Time of day. */
  public static String clock(Instant at) {
    return CLOCK.format(at.atZone(ZoneId.systemDefault()));
  }

  /** Day and time. */
  public static String day(Instant at) {
    return DAY.format(at.atZone(ZoneId.systemDefault()));
  }

  /** Day and time in UTC. */
  public static String utc(Instant at) {
    return DAY.format(at.atZone(ZoneOffset.UTC)) + " UTC";
  }
}
