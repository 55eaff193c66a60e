package org.outrider.agent.upkeep.inventory;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How often a unit is cleaned, serviced and counted.
 *
 * @param cleanDays between two cleanings, as the maker recommends
 * @param serviceDays between two services
 * @param countDays between two physical inventories; a year by default
 */
public record MaintenancePlan(int cleanDays, int serviceDays, int countDays) {
  public static final String CLEANED = "cleaned";
  public static final String SERVICED = "serviced";
  public static final String COUNTED = "counted";
  public static final MaintenancePlan DEFAULT = new MaintenancePlan(30, 365, 365);

  /**
   * Something that is to be done.
   *
   * @param work cleaned, serviced or counted
   * @param on the day by which it is due
   */
  public record Due(String work, LocalDate on) {
    /** Whether it is late. */
    public boolean isLate(LocalDate today) {
      return today.isAfter(on);
    }
  }

  /**
   * When what is due.
   *
   * @param last when it was done last, by work
   * @param since the day on which the unit was first started
   */
  public List<Due> due(Map<String, LocalDate> last, LocalDate since) {
    List<Due> out = new ArrayList<>();
    out.add(due(CLEANED, cleanDays, last, since));
    out.add(due(SERVICED, serviceDays, last, since));
    out.add(due(COUNTED, countDays, last, since));
    return out;
  }

  private static Due due(String work, int days, Map<String, LocalDate> last, LocalDate since) {
    return new Due(work, last.getOrDefault(work, since).plusDays(days));
  }
}
