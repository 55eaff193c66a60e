package org.outrider.hal.driver.sysfs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;
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
