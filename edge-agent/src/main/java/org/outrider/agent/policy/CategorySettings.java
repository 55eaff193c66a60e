package org.outrider.agent.policy;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.outrider.agent.hotlist.Category;

/** Settings of one category of entries: {@code category.NAME.*}. */
record CategorySettings(
    Setting<String> alert,
    Setting<String> response,
    Setting<Boolean> adviseDispatch,
    Setting<Boolean> waitForBackup,
    Setting<List<String>> route) {
  private static final SettingSection SECTION = new SettingSection();
  private static final Map<Category, CategorySettings> BY_CATEGORY = new EnumMap<>(Category.class);

  static {
    for (Category c : Category.values()) {
      String key = "category." + c.name();
      BY_CATEGORY.put(
          c,
          new CategorySettings(
              SECTION.acted(
                  key + ".alert",
                  Kind.choice("required", "on", "off", "forbidden"),
                  safestAlert(c),
                  "K-05",
                  "ALR-04",
                  "whether " + c.label() + " raises alerts"),
              SECTION.acted(
                  key + ".response",
                  Kind.choice("dispatch_required", "officer", "informational"),
                  safestResponse(c),
                  "K-06",
                  "ALR-06",
                  "who responds to " + c.label()),
              SECTION.acted(
                  key + ".advise_dispatch",
                  new Kind.Flag(),
                  true,
                  "K-06",
                  "ALR-07",
                  "the officer advises dispatch before responding to " + c.label()),
              SECTION.acted(
                  key + ".wait_for_backup",
                  new Kind.Flag(),
                  !safestResponse(c).equals("informational"),
                  "K-06",
                  "ALR-12",
                  "the officer waits for backup before a stop for " + c.label()),
              SECTION.kept(
                  key + ".route",
                  new Kind.Choices(Set.of("unit", "ecc", "supervisor")),
                  List.of("unit", "ecc", "supervisor"),
                  "K-06",
                  "ALR-13",
                  "where alerts for " + c.label() + " go")));
    }
  }

  static CategorySettings of(Category category) {
    return Objects.requireNonNull(BY_CATEGORY.get(category));
  }

  static List<Setting<?>> all() {
    return SECTION.all();
  }

  private static String safestAlert(Category c) {
    return switch (c) {
      case AMBER_ALERT, STOLEN_VEHICLE, MISSING_PERSON, WANTED_PERSON -> "required";
      case IMMIGRATION, REGISTRATION, INSURANCE, PARKING, FINES -> "forbidden";
      default -> "on";
    };
  }

  private static String safestResponse(Category c) {
    return switch (c) {
      case AMBER_ALERT, STOLEN_VEHICLE, MISSING_PERSON, WANTED_PERSON -> "dispatch_required";
      case STOLEN_BOAT, OTHER, REGISTRATION, INSURANCE, PARKING, FINES, IMMIGRATION ->
          "informational";
      default -> "officer";
    };
  }
}
