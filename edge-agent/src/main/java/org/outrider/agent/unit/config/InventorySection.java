package org.outrider.agent.unit.config;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.outrider.agent.upkeep.inventory.Component;
import org.outrider.agent.upkeep.inventory.InventoryConfig;
import org.outrider.agent.upkeep.inventory.MaintenancePlan;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.spi.Devices;

/** {@code [inventory]} and {@code [[part]]}. */
final class InventorySection {
  static final ConfigKeys KEYS = ConfigKeys.of("inventory");
  private static final ConfigKey<String> ASSET_TAG =
      KEYS.text("asset_tag", "", "the agency's label of the whole unit");
  private static final ConfigKey<DeviceUri> BOARD =
      KEYS.device("board", "sysfs:/", Devices::checkProbe, "source of the board's own data");
  private static final ConfigKey<Integer> CLEAN_DAYS =
      days("clean_days", MaintenancePlan.DEFAULT.cleanDays(), "interval for cleaning");
  private static final ConfigKey<Integer> SERVICE_DAYS =
      days("service_days", MaintenancePlan.DEFAULT.serviceDays(), "interval for service");
  private static final ConfigKey<Integer> COUNT_DAYS =
      days("count_days", MaintenancePlan.DEFAULT.countDays(), "interval for counts");

  static final ConfigKeys PART = ConfigKeys.ofEach("part");
  private static final ConfigKey<String> TYPE =
      PART.name("type", "kind of a part that the unit cannot detect, or of one that it detects");
  private static final ConfigKey<String> POSITION =
      PART.text("position", "", "which of several, such as the name of a camera");
  private static final ConfigKey<String> MAKER = PART.text("maker", "", "maker");
  private static final ConfigKey<String> MODEL = PART.text("model", "", "model");
  private static final ConfigKey<String> SERIAL = PART.text("serial", "", "serial number");
  private static final ConfigKey<String> FIRMWARE = PART.text("firmware", "", "firmware");
  private static final ConfigKey<String> TAG = PART.text("tag", "", "label that is scanned");
  private static final ConfigKey<Optional<LocalDate>> INSTALLED_ON =
      PART.day("installed_on", "none", "date of installation");

  private InventorySection() {}

  private static ConfigKey<Integer> days(String name, int standard, String meaning) {
    return KEYS.integer(name, standard, 1, 3650, meaning);
  }

  static InventoryConfig read(ConfigFile file) {
    ConfigValues s = file.section(KEYS);
    return new InventoryConfig(
        s.get(ASSET_TAG),
        s.get(BOARD),
        new MaintenancePlan(s.get(CLEAN_DAYS), s.get(SERVICE_DAYS), s.get(COUNT_DAYS)),
        parts(file),
        PlaceSection.assignment(file),
        PlaceSection.survey(file));
  }

  private static List<Component> parts(ConfigFile file) {
    List<Component> out = new ArrayList<>();
    Set<String> places = new HashSet<>();
    for (ConfigValues s : file.sections(PART)) {
      Component part =
          new Component(
              s.get(TYPE),
              s.get(POSITION),
              s.get(MAKER),
              s.get(MODEL),
              s.get(SERIAL),
              s.get(FIRMWARE),
              s.get(TAG),
              s.get(INSTALLED_ON).orElse(null));
      if (!places.add(part.place())) {
        s.problem(POSITION, part.position(), "a place where no other " + part.type() + " is");
      }
      out.add(part);
    }
    return out;
  }
}
