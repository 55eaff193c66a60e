package org.outrider.agent.upkeep.inventory;

import java.util.List;
import java.util.Optional;
import org.outrider.hal.DeviceUri;

/**
 * {@code [inventory]}, {@code [[part]]}, {@code [assignment]} and {@code [survey]}: what the unit
 * consists of and where it belongs.
 *
 * @param assetTag label of the whole unit; empty for none
 * @param board where the board tells of itself
 * @param survey where it was found to stand
 * @param parts what the unit cannot find out by itself, and labels of what it can
 */
public record InventoryConfig(
    String assetTag,
    DeviceUri board,
    MaintenancePlan plan,
    List<Component> parts,
    Assignment assignment,
    Optional<Survey> survey) {
  public InventoryConfig {
    parts = List.copyOf(parts);
  }
}
