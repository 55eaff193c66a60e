package org.outrider.agent.unit.config;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.toml.TomlDocument;
import org.outrider.hal.spi.Devices;

/**
 * Reads {@code outrider.toml}. Nothing is guessed, and all problems are listed at once. Each
 * section declares its keys and reads them in a class of its own.
 */
public final class ConfigReader {
  /** All sections, in the order of the reference page. */
  static final List<ConfigKeys> SECTIONS =
      List.of(
          UnitSection.KEYS,
          CameraSection.KEYS,
          NoCaptureSection.KEYS,
          DetectSection.KEYS,
          GnssSection.KEYS,
          PlaceSection.SURVEY,
          AlertSection.KEYS,
          AlertSection.HEALTH,
          HotListSection.KEYS,
          PolicySection.KEYS,
          StoreSection.KEYS,
          StoreSection.AUDIT,
          UsersSection.KEYS,
          ConsoleSection.KEYS,
          UplinkSection.KEYS,
          EnrolmentSection.KEYS,
          UpdateSection.KEYS,
          InventorySection.KEYS,
          InventorySection.PART,
          PlaceSection.ASSIGNMENT);

  private ConfigReader() {}

  /**
   * A configuration with its text.
   *
   * @param document where each key stands
   */
  public record Loaded(UnitConfig config, TomlDocument document) {}

  /** Reads a file; relative paths in it start from its folder. */
  public static UnitConfig read(Path file, Devices devices) throws ConfigException {
    return load(file, devices).config();
  }

  /** Reads a file and keeps where each of its keys stands. */
  public static Loaded load(Path file, Devices devices) throws ConfigException {
    Path folder = file.toAbsolutePath().getParent();
    TomlDocument toml = TomlDocument.parse(file.toString(), TomlDocument.text(file));
    UnitConfig config =
        config(new ConfigFile(toml, folder == null ? Path.of("/") : folder, devices));
    toml.check();
    return new Loaded(config, toml);
  }

  /** Reads a text. */
  public static UnitConfig parse(String source, String text, Path base, Devices devices)
      throws ConfigException {
    TomlDocument toml = TomlDocument.parse(source, text);
    UnitConfig config = config(new ConfigFile(toml, base, devices));
    toml.check();
    return config;
  }

  private static UnitConfig config(ConfigFile file) {
    Set<String> names = new LinkedHashSet<>();
    SECTIONS.forEach(s -> names.add(s.section()));
    file.permit(names);
    return new UnitConfig(
        UnitSection.read(file),
        CameraSection.read(file),
        GnssSection.read(file),
        DetectSection.read(file),
        AlertSection.read(file),
        AlertSection.led(file),
        HotListSection.read(file),
        PolicySection.read(file),
        StoreSection.read(file),
        StoreSection.audit(file),
        UsersSection.read(file),
        ConsoleSection.read(file),
        UplinkSection.read(file),
        EnrolmentSection.read(file),
        UpdateSection.read(file),
        InventorySection.read(file),
        NoCaptureSection.read(file));
  }
}
