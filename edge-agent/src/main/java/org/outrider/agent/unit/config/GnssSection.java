package org.outrider.agent.unit.config;

import java.time.Duration;
import org.outrider.agent.reading.position.GnssConfig;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.spi.Devices;

/** {@code [gnss]}. */
final class GnssSection {
  static final ConfigKeys KEYS = ConfigKeys.of("gnss");
  private static final ConfigKey<DeviceUri> URI =
      KEYS.device("uri", Devices::checkGnss, "the receiver");
  private static final ConfigKey<Integer> FRESH_S =
      KEYS.integer(
          "fresh_s", 5, 1, 600, "maximum age of a current fix; an older one is `last_known`");

  private GnssSection() {}

  static GnssConfig read(ConfigFile file) {
    ConfigValues s = file.section(KEYS);
    return new GnssConfig(s.get(URI), Duration.ofSeconds(s.get(FRESH_S)));
  }
}
