package org.outrider.agent.policy;

import java.util.List;

/** Settings of what a capture records: {@code capture.*}. */
public final class CaptureSettings {
  private static final SettingSection SECTION = new SettingSection();

  public static final Setting<Boolean> VEHICLE_ATTRIBUTES =
      SECTION.acted(
          "capture.vehicle_attributes",
          new Kind.Flag(),
          false,
          "K-13",
          "CAP-02",
          "the vehicle's colour is displayed and recorded");

  public static final Setting<Boolean> PURPOSE_REQUIRED =
      SECTION.acted(
          "capture.purpose_required",
          new Kind.Flag(),
          false,
          "K-23",
          "CAP-04",
          "a session states its purpose");

  private CaptureSettings() {}

  static List<Setting<?>> all() {
    return SECTION.all();
  }
}
