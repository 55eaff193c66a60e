package org.outrider.agent.upkeep.equipment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.outrider.agent.base.Version;
import org.outrider.agent.base.read.ModelRef;
import org.outrider.agent.upkeep.inventory.Component;
import org.outrider.agent.upkeep.inventory.Inventory;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.probe.Part;
import org.outrider.hal.probe.Probe;

/** Looks what the unit consists of: what the board tells, and what a technician entered. */
public final class UnitParts implements Supplier<Inventory> {
  /** Schemes whose target is a file of the kernel. */
  private static final Set<String> FILES = Set.of("v4l2", "serial");

  private static final Path RELEASE = Path.of("etc/os-release");

  private final EquipmentConfig config;
  private final Probe probe;
  private final List<ModelRef> models;
  private final Path root;

  /**
   * Looks at one unit.
   *
   * @param root below which etc lies
   */
  public UnitParts(EquipmentConfig config, Probe probe, List<ModelRef> models, Path root) {
    this.config = config;
    this.probe = probe;
    this.models = List.copyOf(models);
    this.root = root;
  }

  /** What the board tells. */
  public List<Part> found() {
    List<Part> out = new ArrayList<>(probe.parts());
    config.cameras().forEach((id, uri) -> out.add(behind(uri, "camera", id)));
    out.add(behind(config.gnss(), "gnss", ""));
    return out;
  }

  private Part behind(DeviceUri uri, String type, String position) {
    Part unknown = new Part(type, position, "", described(uri), "", "");
    return FILES.contains(uri.scheme())
        ? probe.behind(Path.of(uri.target())).map(p -> p.as(type, position)).orElse(unknown)
        : unknown;
  }

  /** How a device is reached, without the secrets that an address may bear. */
  private static String described(DeviceUri uri) {
    String plain = uri.text().replaceAll("//[^/@]*@", "//").replaceAll("\\?.*", "");
    return uri.scheme().equals("fixed") ? "fixed position" : plain;
  }

  /** What the board tells, as parts of the record. */
  public List<Component> components() {
    return found().stream()
        .map(
            p ->
                new Component(
                    p.type(),
                    p.position(),
                    p.maker(),
                    p.model(),
                    p.serial(),
                    p.firmware(),
                    "",
                    null))
        .toList();
  }

  @Override
  public Inventory get() {
    Map<String, String> software = new LinkedHashMap<>();
    software.put("outrider", Version.current());
    software.put("os", os());
    software.put("kernel", System.getProperty("os.version", ""));
    software.put("java", System.getProperty("java.runtime.version", ""));
    return new Inventory(
        Inventory.merge(components(), config.inventory().parts()), software, models);
  }

  private String os() {
    return line(RELEASE, "PRETTY_NAME=").replace("\"", "");
  }

  /** What stands behind a beginning, on the first line that has it; empty for none. */
  private String line(Path file, String beginning) {
    try {
      return Files.readAllLines(root.resolve(file)).stream()
          .filter(l -> l.startsWith(beginning))
          .map(l -> l.substring(beginning.length()).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
