package org.outrider.agent.upkeep.equipment;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.outrider.agent.upkeep.inventory.InventoryConfig;
import org.outrider.hal.DeviceUri;

/**
 * Configuration of the equipment watch.
 *
 * @param cameras addresses by camera id, in the order of the configuration
 * @param gnss address of the receiver
 * @param database file whose file system must not fill up
 */
public record EquipmentConfig(
    InventoryConfig inventory, Map<String, DeviceUri> cameras, DeviceUri gnss, Path database) {
  public EquipmentConfig {
    cameras = new LinkedHashMap<>(cameras);
  }
}
