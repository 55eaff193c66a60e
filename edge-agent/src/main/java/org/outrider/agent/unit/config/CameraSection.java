package org.outrider.agent.unit.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.outrider.agent.reading.vision.PictureMask;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.camera.Turn;
import org.outrider.hal.spi.Devices;

/** {@code [[camera]]}. */
final class CameraSection {
  static final ConfigKeys KEYS = ConfigKeys.ofEach("camera");
  private static final ConfigKey<String> ID = KEYS.name("id", "name of the camera");
  private static final ConfigKey<DeviceUri> URI =
      KEYS.device("uri", Devices::checkCamera, "the camera; at least one is required");
  private static final ConfigKey<List<String>> MASKS =
      KEYS.texts(
          "masks",
          "list of `\"left,top,right,bottom\"`; **[]**",
          "parts of the upright picture to black out");
  private static final ConfigKey<Integer> ROTATE =
      KEYS.integer(
          "rotate",
          0,
          0,
          270,
          "degrees by which the pictures are turned clockwise until they are upright: 0, 90, 180 or"
              + " 270");
  private static final ConfigKey<Boolean> MIRROR =
      KEYS.bool(
          "mirror", false, "whether left and right are exchanged, before the pictures are turned");

  private CameraSection() {}

  static List<UnitConfig.CameraConfig> read(ConfigFile file) {
    List<UnitConfig.CameraConfig> out = new ArrayList<>();
    List<ConfigValues> sections = file.sections(KEYS);
    if (sections.isEmpty()) {
      file.problem("camera: expected at least one [[camera]] section with id and uri");
    }
    Set<String> ids = new HashSet<>();
    for (ConfigValues s : sections) {
      String id = s.get(ID);
      if (!ids.add(id)) {
        s.problem(ID, id, "a name that no other camera has");
      }
      out.add(new UnitConfig.CameraConfig(id, s.get(URI), mask(s), turn(s)));
    }
    return out;
  }

  private static Turn turn(ConfigValues s) {
    int degrees = s.get(ROTATE);
    if (degrees % 90 != 0) {
      s.problem(ROTATE, String.valueOf(degrees), "0, 90, 180 or 270");
      degrees = 0;
    }
    return new Turn(degrees, s.get(MIRROR));
  }

  private static PictureMask mask(ConfigValues s) {
    List<PictureMask.Area> areas = new ArrayList<>();
    for (String text : s.get(MASKS)) {
      double[] at = ConfigValues.numbers(text, 4);
      try {
        areas.add(new PictureMask.Area(at[0], at[1], at[2], at[3]));
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
        s.problem(MASKS, text, "\"left,top,right,bottom\" as fractions from 0 to 1");
      }
    }
    return new PictureMask(areas);
  }
}
