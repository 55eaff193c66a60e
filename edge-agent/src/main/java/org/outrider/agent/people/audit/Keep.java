package org.outrider.agent.people.audit;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** How long central keeps the events of units; a unit keeps its own for as long as it lives. */
public enum Keep {
  ONE_YEAR,
  /** The calendar year in which it happened, and the one after. */
  END_OF_NEXT_CALENDAR_YEAR;

  /** The last day, UTC, on which an event must still be there (AUD-06). */
  public LocalDate lastDay(Instant at) {
    LocalDate day = at.atZone(ZoneOffset.UTC).toLocalDate();
    return this == ONE_YEAR ? day.plusYears(1) : LocalDate.of(day.getYear() + 1, 12, 31);
  }
}
