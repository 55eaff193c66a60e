package org.outrider.agent.policy;

import java.util.List;
import java.util.Set;
import org.outrider.agent.people.iam.Actor;

/** Settings of searches and of manual checks of a plate: {@code search.*}. */
public final class SearchSettings {
  private static final Set<String> LOCAL_ROLES = Set.copyOf(Actor.ROLES);

  private static final SettingSection SECTION = new SettingSection();

  public static final Setting<String> HISTORY_ON_UNIT =
      SECTION.kept(
          "search.historical.on_unit",
          Kind.choice("off", "reason", "reason_and_case"),
          "off",
          "K-03",
          "QRY-01",
          "whether past reads can be searched on the unit");

  public static final Setting<List<String>> REQUIRED_FIELDS =
      SECTION.acted(
          "search.required_fields",
          new Kind.Choices(
              Set.of("parameters", "reason", "offense_type", "case_number", "purpose")),
          List.of("parameters", "reason", "offense_type", "case_number", "purpose"),
          "K-04",
          "QRY-02",
          "required fields of a search or a manual check");

  public static final Setting<List<String>> MANUAL_CHECK_ROLES =
      SECTION.acted(
          "search.manual_check_roles",
          new Kind.Choices(LOCAL_ROLES),
          List.of("supervisor"),
          "K-03",
          "QRY-03",
          "roles that may check whether a plate is on the list in force");

  private SearchSettings() {}

  static List<Setting<?>> all() {
    return SECTION.all();
  }
}
