package org.outrider.agent.unit.config;

import java.util.HashMap;
import java.util.Map;
import org.outrider.agent.base.toml.TomlDocument.Section;

/** Values of one section. */
final class ConfigValues {
  private final ConfigFile file;
  private final Section section;
  private final Map<String, Object> read = new HashMap<>();

  ConfigValues(ConfigFile file, Section section) {
    this.file = file;
    this.section = section;
  }

  /** The value, or the key's default; each is read once, so that its problem is listed once. */
  @SuppressWarnings("unchecked") // put in by the reader of this very key
  <T> T get(ConfigKey<T> key) {
    Object value = read.get(key.name());
    if (value == null) {
      value = key.reader().read(section, key.name(), file);
      read.put(key.name(), value);
    }
    return (T) value;
  }

  boolean has(ConfigKey<?> key) {
    return section.has(key.name());
  }

  /** Adds a problem: a value that is not as expected; empty for one that is missing. */
  void problem(ConfigKey<?> key, String value, String expected) {
    section.problem(key.name(), value, expected);
  }

  Section section() {
    return section;
  }

  /** Parses exactly {@code count} comma-separated numbers; empty if malformed. */
  static double[] numbers(String text, int count) {
    String[] parts = text.split(",", -1);
    double[] out = new double[count];
    if (parts.length != count) {
      return new double[0];
    }
    for (int i = 0; i < count; i++) {
      String part = parts[i].strip();
      if (!part.matches("-?\\d{1,3}(\\.\\d{1,9})?")) {
        return new double[0];
      }
      out[i] = Double.parseDouble(part);
    }
    return out;
  }
}
