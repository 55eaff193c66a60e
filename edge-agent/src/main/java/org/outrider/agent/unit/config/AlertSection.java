package org.outrider.agent.unit.config;

import java.time.Duration;
import java.util.Optional;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.spi.Devices;

/** {@code [alert]} and {@code [health]}: what people hear, see and press at the unit. */
final class AlertSection {
  static final ConfigKeys KEYS = ConfigKeys.of("alert");
  private static final ConfigKey<DeviceUri> SOUND =
      KEYS.device("sound", "sim:sounder", Devices::checkSounder, "sounder");
  private static final ConfigKey<DeviceUri> LIGHT =
      KEYS.device("light", "sim:light", Devices::checkLight, "alert light");
  private static final ConfigKey<Integer> COOL_DOWN_S =
      KEYS.integer(
          "cool_down_s",
          60,
          0,
          86_400,
          "minimum interval between alerts for the same plate and entry");
  private static final ConfigKey<Optional<DeviceUri>> ACCEPT_BUTTON =
      KEYS.deviceOrNone(
          "accept_button", Devices::checkInput, "contact that accepts the most urgent alert");
  private static final ConfigKey<Optional<DeviceUri>> REJECT_BUTTON =
      KEYS.deviceOrNone(
          "reject_button", Devices::checkInput, "contact that rejects the most urgent alert");

  static final ConfigKeys HEALTH = ConfigKeys.of("health");
  private static final ConfigKey<Optional<DeviceUri>> LED =
      HEALTH.deviceOrNone(
          "led",
          Devices::checkLight,
          "lamp on the case that [blinks the state of the unit](maintenance.md)");

  private AlertSection() {}

  static UnitConfig.AlertConfig read(ConfigFile file) {
    ConfigValues s = file.section(KEYS);
    return new UnitConfig.AlertConfig(
        s.get(SOUND),
        s.get(LIGHT),
        Duration.ofSeconds(s.get(COOL_DOWN_S)),
        s.get(ACCEPT_BUTTON),
        s.get(REJECT_BUTTON));
  }

  static Optional<DeviceUri> led(ConfigFile file) {
    return file.section(HEALTH).get(LED);
  }
}
