package org.outrider.hal.driver.sysfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.outrider.hal.probe.Part;
import org.outrider.hal.probe.Probe;

/** Reads the kernel's files anew at each question; a file that is not there is an empty answer. */
final class SysfsProbe implements Probe {
  private final Path root;

  SysfsProbe(Path root) {
    this.root = root;
  }

  @Override
  public OptionalDouble tempC() {
    double hottest = Double.NEGATIVE_INFINITY;
    try (DirectoryStream<Path> zones =
        Files.newDirectoryStream(root.resolve("sys/class/thermal"), "thermal_zone*")) {
      for (Path zone : zones) {
        OptionalLong milli = number(zone.resolve("temp"));
        if (milli.isPresent()) {
          hottest = Math.max(hottest, milli.getAsLong() / 1000.0);
        }
      }
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
    return hottest > Double.NEGATIVE_INFINITY ? OptionalDouble.of(hottest) : OptionalDouble.empty();
  }

  @Override
  public OptionalLong undervoltage() {
    try (DirectoryStream<Path> monitors =
        Files.newDirectoryStream(root.resolve("sys/class/hwmon"), "hwmon*")) {
      for (Path monitor : monitors) {
        OptionalLong alarm = number(monitor.resolve("in0_lcrit_alarm"));
        if (alarm.isPresent()) {
          return alarm;
        }
      }
    } catch (IOException e) {
      return OptionalLong.empty();
    }
    return OptionalLong.empty();
  }

  @Override
  public OptionalLong freeMemoryBytes() {
    try {
      for (String line : Files.readAllLines(root.resolve("proc/meminfo"))) {
        if (line.startsWith("MemAvailable:")) {
          return OptionalLong.of(Long.parseLong(line.replaceAll("\\D", "")) * 1024);
        }
      }
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
    return OptionalLong.empty();
  }

  /** eMMC and SD tell it in tenths (JEDEC 84-B51, DEVICE_LIFE_TIME_EST). */
  @Override
  public OptionalLong storageWearPercent() {
    long most = -1;
    for (Path block : all("sys/class/block")) {
      for (String tenths : text(block.resolve("device/life_time")).split(" ", -1)) {
        if (tenths.matches("0x0[0-9a-b]") && !tenths.equals("0x00")) {
          most = Math.max(most, Math.min(100, 10L * Integer.decode(tenths)));
        }
      }
    }
    return most < 0 ? OptionalLong.empty() : OptionalLong.of(most);
  }

  @Override
  public List<Part> parts() {
    List<Part> out = new ArrayList<>();
    board().ifPresent(out::add);
    for (Path block : all("sys/class/block")) {
      Path device = block.resolve("device");
      if (Files.exists(device)) {
        Part part =
            new Part(
                "storage",
                name(block),
                first(device, "manfid", "vendor"),
                first(device, "name", "model"),
                firstOf(text(device.resolve("serial")), text(block.resolve("serial"))),
                first(device, "fwrev", "firmware_rev", "rev"));
        if (!part.model().isEmpty() || !part.serial().isEmpty()) {
          out.add(part);
        }
      }
    }
    for (Path link : all("sys/class/net")) {
      if (name(link).startsWith("wwan")) {
        Part usb = usb(link.resolve("device"), "modem", name(link));
        out.add(usb == null ? new Part("modem", name(link), "", "", "", "") : usb);
      }
    }
    return out;
  }

  private Optional<Part> board() {
    Path tree = root.resolve("sys/firmware/devicetree/base");
    if (!text(tree.resolve("model")).isEmpty()) { // a Raspberry Pi and its like
      return Optional.of(
          new Part(
              "board",
              "",
              "",
              text(tree.resolve("model")),
              text(tree.resolve("serial-number")),
              ""));
    }
    Path dmi = root.resolve("sys/class/dmi/id");
    return text(dmi.resolve("product_name")).isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Part(
                "board",
                "",
                text(dmi.resolve("sys_vendor")),
                text(dmi.resolve("product_name")),
                text(dmi.resolve("product_serial")),
                text(dmi.resolve("bios_version"))));
  }

  @Override
  public Optional<Part> behind(Path device) {
    String name = name(device);
    for (String kind : List.of("video4linux", "tty")) {
      Path known = root.resolve("sys/class").resolve(kind).resolve(name);
      if (Files.exists(known)) {
        Part usb = usb(known.resolve("device"), kind, name);
        if (usb != null) {
          return Optional.of(usb);
        }
        String model = text(known.resolve("name"));
        return model.isEmpty()
            ? Optional.empty()
            : Optional.of(new Part(kind, name, "", model, "", ""));
      }
    }
    return Optional.empty();
  }

  /** The USB device that something belongs to, some steps up the tree; null without one. */
  private static @Nullable Part usb(Path device, String type, String position) {
    try {
      for (Path at = device.toRealPath(); at != null; at = at.getParent()) {
        if (Files.exists(at.resolve("idVendor"))) {
          String maker = text(at.resolve("manufacturer"));
          String model = text(at.resolve("product"));
          return new Part(
              type,
              position,
              maker.isEmpty() ? text(at.resolve("idVendor")) : maker,
              model.isEmpty() ? text(at.resolve("idProduct")) : model,
              text(at.resolve("serial")),
              text(at.resolve("bcdDevice")));
        }
      }
    } catch (IOException e) {
      return null;
    }
    return null;
  }

  private List<Path> all(String folder) {
    List<Path> out = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(root.resolve(folder))) {
      found.forEach(out::add);
    } catch (IOException e) {
      return List.of();
    }
    out.sort(null);
    return out;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static String first(Path folder, String... names) {
    for (String name : names) {
      String text = text(folder.resolve(name));
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "";
  }

  private static String firstOf(String one, String other) {
    return one.isEmpty() ? other : one;
  }

  /**
   * A file of the kernel as one line; the device tree ends texts with a zero byte, and a driver
   * that has no serial number prints a pointer to none.
   */
  private static String text(Path file) {
    try {
      String text =
          new String(Files.readAllBytes(file), StandardCharsets.UTF_8).replace("\0", "").strip();
      return text.equals("(null)") ? "" : text;
    } catch (IOException e) {
      return "";
    }
  }

  private static OptionalLong number(Path file) {
    try {
      return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public void close() {
    // nothing is held open
  }
}
