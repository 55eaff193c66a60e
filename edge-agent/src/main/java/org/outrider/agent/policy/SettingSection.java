package org.outrider.agent.policy;

import java.util.ArrayList;
import java.util.List;

/** The settings of one class, in the order of their declaration. */
final class SettingSection {
  private final List<Setting<?>> settings = new ArrayList<>();

  /** Declares a setting that the software obeys. */
  <T> Setting<T> acted(
      String key, Kind<T> kind, T safest, String conflict, String requirement, String meaning) {
    return add(new Setting<>(key, kind, safest, conflict, requirement, meaning, true));
  }

  /** Declares a setting that a profile may state and that nothing reads yet. */
  <T> Setting<T> kept(
      String key, Kind<T> kind, T safest, String conflict, String requirement, String meaning) {
    return add(new Setting<>(key, kind, safest, conflict, requirement, meaning, false));
  }

  private <T> Setting<T> add(Setting<T> setting) {
    settings.add(setting);
    return setting;
  }

  List<Setting<?>> all() {
    return List.copyOf(settings);
  }
}
