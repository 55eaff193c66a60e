package org.outrider.agent.unit.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.outrider.agent.base.toml.TomlDocument;
import org.outrider.hal.spi.Devices;

/** One configuration while it is read: the document, its folder, and the drivers there are. */
final class ConfigFile {
  private final TomlDocument toml;
  private final Path folder;
  private final Devices devices;
  private final Map<String, ConfigValues> sections = new HashMap<>();

  /**
   * @param folder that relative paths start from
   */
  ConfigFile(TomlDocument toml, Path folder, Devices devices) {
    this.toml = toml;
    this.folder = folder;
    this.devices = devices;
  }

  /** Refuses sections of other names. */
  void permit(Set<String> names) {
    toml.root(names);
  }

  boolean has(ConfigKeys keys) {
    return toml.contains(keys.section());
  }

  /** A section; a missing one has only defaults. Each is read once, and so is each problem. */
  ConfigValues section(ConfigKeys keys) {
    return sections.computeIfAbsent(
        keys.section(), name -> new ConfigValues(this, toml.section(name, keys.names())));
  }

  /** All sections of a repeated name, in order. */
  List<ConfigValues> sections(ConfigKeys keys) {
    return toml.sections(keys.section(), keys.names()).stream()
        .map(s -> new ConfigValues(this, s))
        .toList();
  }

  /** Adds a problem that several sections make together. */
  void problem(String text) {
    toml.problem(text);
  }

  Path resolve(String path) {
    return folder.resolve(path);
  }

  Path folder() {
    return folder;
  }

  Devices devices() {
    return devices;
  }
}
