package org.outrider.agent.unit.config;

import java.time.LocalDate;
import java.util.Optional;
import org.outrider.agent.upkeep.inventory.Assignment;
import org.outrider.agent.upkeep.inventory.Survey;

/** {@code [assignment]} and {@code [survey]}: where a unit may work, and where it is mounted. */
final class PlaceSection {
  static final ConfigKeys ASSIGNMENT = ConfigKeys.of("assignment");
  private static final ConfigKey<String> VEHICLE =
      ASSIGNMENT.text("vehicle", "", "vehicle in which the unit may work; this or `site`");
  private static final ConfigKey<String> SITE =
      ASSIGNMENT.text("site", "", "site at which the unit may work; this or `vehicle`");
  private static final ConfigKey<String> APPROVED_BY = ASSIGNMENT.text("approved_by", "approver");
  private static final ConfigKey<Optional<LocalDate>> VALID_UNTIL =
      ASSIGNMENT.day(
          "valid_until",
          "unlimited",
          "last day (UTC), checked only while the clock is synchronised");
  private static final ConfigKey<String> BOARD_SERIAL =
      ASSIGNMENT.text(
          "board_serial", "", "serial number of the board to which the assignment applies");
  private static final String WITH_AREA = "; all three or none";
  private static final ConfigKey<Double> LAT =
      area("lat", -90, 90, "latitude of the middle of the permitted area, degrees");
  private static final ConfigKey<Double> LON =
      area("lon", -180, 180, "longitude of the middle of the permitted area, degrees");
  private static final ConfigKey<Double> RADIUS_M =
      area("radius_m", 1, 1_000_000, "radius of the permitted area, metres");

  static final ConfigKeys SURVEY = ConfigKeys.of("survey");
  private static final ConfigKey<Double> SURVEY_LAT =
      SURVEY.number("lat", -90, 90, "surveyed latitude, degrees (`outrider survey` measures it)");
  private static final ConfigKey<Double> SURVEY_LON =
      SURVEY.number("lon", -180, 180, "surveyed longitude, degrees");
  private static final ConfigKey<String> BY = SURVEY.text("by", "surveyor");
  private static final ConfigKey<Optional<LocalDate>> ON =
      SURVEY.day("on", "none", "date of the survey");
  private static final ConfigKey<Double> MOVED_M =
      SURVEY.number(
          "moved_m",
          Survey.USUAL_MOVE_M,
          5,
          10_000,
          "distance in metres beyond which the unit counts as moved");

  private PlaceSection() {}

  private static ConfigKey<Double> area(String name, double min, double max, String meaning) {
    return ASSIGNMENT.key(
        name,
        "%.0f to %.0f%s".formatted(min, max, WITH_AREA),
        meaning,
        (s, key, file) -> s.number(key, min, max));
  }

  static Assignment assignment(ConfigFile file) {
    if (!file.has(ASSIGNMENT)) {
      return Assignment.NONE;
    }
    ConfigValues s = file.section(ASSIGNMENT);
    if (s.has(VEHICLE) == s.has(SITE)) {
      s.problem(VEHICLE, "", "either vehicle or site");
    }
    boolean hasArea = s.has(LAT) || s.has(LON) || s.has(RADIUS_M);
    Optional<Assignment.Area> area =
        hasArea
            ? Optional.of(new Assignment.Area(s.get(LAT), s.get(LON), s.get(RADIUS_M)))
            : Optional.empty();
    return new Assignment(
        s.get(VEHICLE),
        s.get(SITE),
        s.get(APPROVED_BY),
        s.get(BOARD_SERIAL),
        s.get(VALID_UNTIL),
        area);
  }

  static Optional<Survey> survey(ConfigFile file) {
    if (!file.has(SURVEY)) {
      return Optional.empty();
    }
    ConfigValues s = file.section(SURVEY);
    return Optional.of(
        new Survey(s.get(SURVEY_LAT), s.get(SURVEY_LON), s.get(BY), s.get(ON), s.get(MOVED_M)));
  }
}
