package org.outrider.hal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.probe.Part;
import org.outrider.hal.probe.Probe;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;

class SysfsProbeTest {
  @TempDir Path root;

  private Probe open() throws Exception {
    return new Devices()
        .probe(DeviceUri.parse("sysfs:" + root), new HalContext("board", new SystemClock()));
  }

  private void file(String name, String text) throws Exception {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void theHottestZoneCountsAndAnUnreadableOneIsPassedOver() throws Exception {
    file("sys/class/thermal/thermal_zone0/temp", "41000\n");
    file("sys/class/thermal/thermal_zone1/temp", "63500\n");
    file("sys/class/thermal/thermal_zone2/temp", "broken\n");
    assertEquals(63.5, open().tempC().orElseThrow());
  }

  @Test
  void undervoltageAndMemoryAreRead() throws Exception {
    file("sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1\n");
    file("proc/meminfo", "MemTotal: 900 kB\nMemAvailable:     512 kB\n");
    assertEquals(1, open().undervoltage().orElseThrow());
    assertEquals(512 * 1024, open().freeMemoryBytes().orElseThrow());
  }

  @Test
  void aBoardWithoutSensorsGivesEmptyAnswers() throws Exception {
    assertTrue(open().tempC().isEmpty());
    assertTrue(open().undervoltage().isEmpty());
    assertTrue(open().freeMemoryBytes().isEmpty());
  }

  @Test
  void aDiskThatSaysNothingOfItselfIsNoPart() throws Exception {
    file("sys/class/block/ubda/device/serial", "(null)\n");
    file("sys/class/block/mmcblk0/device/serial", "0x1234\n");
    assertEquals(
        Map.of("mmcblk0", "0x1234"),
        open().parts().stream()
            .filter(p -> p.type().equals("storage"))
            .collect(Collectors.toMap(Part::position, Part::serial)));
  }
}
