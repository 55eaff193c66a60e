package org.outrider.agent.unit.config;

import java.util.OptionalDouble;

/** {@code [detect]}. */
final class DetectSection {
  static final ConfigKeys KEYS = ConfigKeys.of("detect");
  private static final ConfigKey<Integer> LONG_SIDE_PX =
      KEYS.integer("long_side_px", 640, 160, 3840, "scaled size of the picture's longer side");
  private static final ConfigKey<Boolean> NEAR_PASSES =
      KEYS.bool(
          "near_passes", true, "additional passes at half and quarter size for very near plates");
  private static final ConfigKey<OptionalDouble> THRESHOLD =
      KEYS.fraction("threshold", "the model's own", "minimum score of a detection");
  private static final ConfigKey<Integer> THREADS =
      KEYS.integer("threads", 1, 1, 16, "inference threads");

  private DetectSection() {}

  static UnitConfig.Detect read(ConfigFile file) {
    ConfigValues s = file.section(KEYS);
    return new UnitConfig.Detect(
        s.get(LONG_SIDE_PX), s.get(NEAR_PASSES), s.get(THRESHOLD), s.get(THREADS));
  }
}
