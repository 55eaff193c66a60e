package org.outrider.agent.unit.config;

import java.util.ArrayList;
import java.util.List;
import org.outrider.agent.reading.position.Zone;

/** {@code [[no_capture]]}: polygons as texts, {@code "latitude,longitude"} a corner. */
final class NoCaptureSection {
  static final ConfigKeys KEYS = ConfigKeys.ofEach("no_capture");
  private static final ConfigKey<String> NAME =
      KEYS.text("name", "name of the area, in which nothing is recorded");
  private static final ConfigKey<List<String>> CORNERS =
      KEYS.texts(
          "corners", "three or more `\"latitude,longitude\"`; required", "corners of the area");

  private NoCaptureSection() {}

  static List<Zone> read(ConfigFile file) {
    List<Zone> out = new ArrayList<>();
    for (ConfigValues s : file.sections(KEYS)) {
      List<Zone.Corner> corners = new ArrayList<>();
      for (String text : s.get(CORNERS)) {
        double[] at = ConfigValues.numbers(text, 2);
        if (at.length == 0 || Math.abs(at[0]) > 90 || Math.abs(at[1]) > 180) {
          s.problem(CORNERS, text, "\"latitude,longitude\" in degrees");
        } else {
          corners.add(new Zone.Corner(at[0], at[1]));
        }
      }
      String name = s.get(NAME);
      if (corners.size() < 3) {
        s.problem(CORNERS, String.valueOf(corners.size()), "three corners or more");
      } else {
        out.add(new Zone(name, corners));
      }
    }
    return out;
  }
}
