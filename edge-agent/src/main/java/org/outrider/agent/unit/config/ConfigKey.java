package org.outrider.agent.unit.config;

import org.outrider.agent.base.toml.TomlDocument.Section;

/**
 * One key of the configuration, spelled here only: the reader of its section reads by it, and its
 * row in {@code docs/configuration.md} is made from it.
 *
 * @param values permitted values and the default, for people
 * @param meaning one line, for people
 */
record ConfigKey<T>(String name, String values, String meaning, Reader<T> reader) {

  /** Way to read a value; what is wrong with it becomes a problem of the section's document. */
  @FunctionalInterface
  interface Reader<T> {
    T read(Section section, String key, ConfigFile file);
  }
}
