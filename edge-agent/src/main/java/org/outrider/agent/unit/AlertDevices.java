package org.outrider.agent.unit;

import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.hal.DeviceException;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.light.Light;
import org.outrider.hal.sim.SimLight;
import org.outrider.hal.sim.SimSounder;
import org.outrider.hal.sound.Sounder;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;

/**
 * Sounder and light of the alert. One that cannot be opened is a fault and is replaced by a silent
 * or dark one, so that an alert still reaches the officer on the other channels (ALR-01).
 */
record AlertDevices(Sounder sounder, Light light) {

  static AlertDevices open(
      UnitConfig.AlertConfig config, Devices devices, Health health, UnitClock clock) {
    HalContext context = new HalContext("alert", clock);
    return new AlertDevices(
        sounder(config, devices, health, context), light(config, devices, health, context));
  }

  private static Sounder sounder(
      UnitConfig.AlertConfig config, Devices devices, Health health, HalContext context) {
    try {
      return devices.sounder(config.sound(), context);
    } catch (DeviceException e) {
      health.raise(FaultCode.SOUNDER_FAILED, "alert", String.valueOf(e.getMessage()));
      SimSounder broken = SimSounder.create();
      broken.fail();
      return broken;
    }
  }

  private static Light light(
      UnitConfig.AlertConfig config, Devices devices, Health health, HalContext context) {
    try {
      return devices.light(config.light(), context);
    } catch (DeviceException e) {
      health.raise(FaultCode.LIGHT_FAILED, "alert", String.valueOf(e.getMessage()));
      return new SimLight();
    }
  }
}
