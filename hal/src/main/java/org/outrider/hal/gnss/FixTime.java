package org.outrider.hal.gnss;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.outrider.hal.clock.UnitClock;

/** Judge of a receiver's date: a cold receiver or a missed week roll-over gives wrong ones. */
public final class FixTime {
  /** No fix can be older than the firmware. */
  public static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

  /**
   * No firmware is in use that long; 1024 weeks after {@link #EARLIEST} is a roll-over too many.
   */
  public static final Instant LATEST = Instant.parse("2041-01-01T00:00:00Z");

  private static final Duration APART = Duration.ofDays(1);

  /** The first year that two digits can mean, as receivers use them. */
  private static final int FIRST_YEAR = 80;

  private FixTime() {}

  /** The year that two digits mean: 1980 to 2079. */
  static int year(int twoDigits) {
    return twoDigits >= FIRST_YEAR ? 1900 + twoDigits : 2000 + twoDigits;
  }

  /**
   * Reason to doubt a time.
   *
   * @param clock compared with where it is synchronized; null for a recording
   * @return null where nothing speaks against it
   */
  public static @Nullable String doubt(Instant utc, @Nullable UnitClock clock) {
    if (utc.isBefore(EARLIEST)) {
      return "time " + utc + " before " + EARLIEST + ", which no fix can be";
    }
    if (utc.isAfter(LATEST)) {
      return "time " + utc + " after " + LATEST + ", which no fix can be";
    }
    if (clock != null && clock.quality().synced()) {
      Instant now = clock.utc();
      if (Duration.between(now, utc).abs().compareTo(APART) > 0) {
        return "time %s, but the synchronized clock says %s"
            .formatted(utc, now.truncatedTo(ChronoUnit.SECONDS));
      }
    }
    return null;
  }

  /** The instant with this time of day that is nearest to another. */
  static Instant nearest(int timeMs, Instant near) {
    LocalDate day = LocalDate.ofInstant(near, ZoneOffset.UTC);
    Instant best = at(day, timeMs);
    for (int shift = -1; shift <= 1; shift += 2) {
      Instant other = at(day.plusDays(shift), timeMs);
      if (Duration.between(near, other).abs().compareTo(Duration.between(near, best).abs()) < 0) {
        best = other;
      }
    }
    return best;
  }

  /** A day's instant. The leap second is the first of the next day, for which UTC has no other. */
  static Instant at(LocalDate day, int timeMs) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant().plusMillis(timeMs);
  }
}
