package org.outrider.agent.policy;

import java.util.List;

/** Settings of the inventory of units: {@code inventory.*}. */
public final class InventorySettings {
  private static final SettingSection SECTION = new SettingSection();

  public static final Setting<String> LOCATION_VISIBILITY =
      SECTION.acted(
          "inventory.location_visibility",
          Kind.choice("administrator", "supervisor", "officer"),
          "administrator",
          "K-22",
          "LOC-02",
          "lowest role that sees where cameras are");

  private InventorySettings() {}

  static List<Setting<?>> all() {
    return SECTION.all();
  }
}
