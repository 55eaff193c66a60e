package org.outrider.agent.upkeep.equipment;

import java.util.Set;
import org.outrider.agent.upkeep.inventory.MaintenancePlan;

/**
 * What was done to the unit (INV-04).
 *
 * @param work one of {@link #WORKS}
 * @param component what it was done to; empty for the whole unit
 * @param note in words; may be empty
 */
public record ServiceEntry(String work, String component, String note) {
  public static final String REPLACED = "replaced";

  /** What people enter; counting is entered by the count itself. */
  public static final Set<String> WORKS =
      Set.of(MaintenancePlan.CLEANED, MaintenancePlan.SERVICED, REPLACED);
}
