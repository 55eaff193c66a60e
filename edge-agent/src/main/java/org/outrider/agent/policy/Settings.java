package org.outrider.agent.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Register of all settings, each with the safest value as its default. The conflicts (K-nn) are
 * those between the five source policies.
 */
public final class Settings {
  private static final Map<String, Setting<?>> ALL = new LinkedHashMap<>();

  static {
    Stream.of(
            RetentionSettings.all(),
            HotListSettings.all(),
            MatchSettings.all(),
            CustomEntrySettings.all(),
            SearchSettings.all(),
            AlertSettings.all(),
            CategorySettings.all(),
            PeopleSettings.all(),
            DeliverySettings.all(),
            AuditSettings.all(),
            InventorySettings.all(),
            CaptureSettings.all())
        .flatMap(List::stream)
        .forEach(
            s -> {
              if (ALL.put(s.key(), s) != null) {
                throw new IllegalStateException("setting " + s.key() + " is declared twice");
              }
            });
  }

  private Settings() {}

  /** All settings, by section. */
  public static Collection<Setting<?>> all() {
    return Collections.unmodifiableCollection(ALL.values());
  }

  /** Top-level sections of a profile, such as {@code retention}. */
  static Set<String> groups() {
    Set<String> out = new LinkedHashSet<>();
    for (String key : ALL.keySet()) {
      out.add(key.substring(0, key.indexOf('.')));
    }
    return out;
  }

  static @Nullable Setting<?> find(String key) {
    return ALL.get(key);
  }

  /** True if a prefix is a section of a profile. */
  static boolean isSection(String prefix) {
    return ALL.keySet().stream().anyMatch(k -> k.startsWith(prefix + "."));
  }

  /** Keys and sections directly below a prefix, for messages. */
  static List<String> below(String prefix) {
    List<String> out = new ArrayList<>();
    for (String key : ALL.keySet()) {
      if (prefix.isEmpty() || key.startsWith(prefix + ".")) {
        String rest = prefix.isEmpty() ? key : key.substring(prefix.length() + 1);
        String next = rest.contains(".") ? rest.substring(0, rest.indexOf('.')) : rest;
        if (!out.contains(next)) {
          out.add(next);
        }
      }
    }
    return out;
  }
}
