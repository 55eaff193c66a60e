package org.outrider.hal.driver.pi4j;

import com.pi4j.context.Context;
import com.pi4j.exception.Pi4JException;
import com.pi4j.io.gpio.digital.DigitalOutput;
import org.outrider.hal.DeviceException;
import org.outrider.hal.light.Light;

/** One output line. */
final class GpioLight implements Light {
  private final String device;
  private final Context pi;
  private final DigitalOutput output;
  private final boolean activeHigh;

  GpioLight(String device, Context pi, DigitalOutput output, boolean activeHigh) {
    this.device = device;
    this.pi = pi;
    this.output = output;
    this.activeHigh = activeHigh;
  }

  @Override
  public void set(boolean on) throws DeviceException {
    try {
      output.setState(on == activeHigh);
    } catch (Pi4JException e) {
      throw new DeviceException(device, "cannot switch: " + e.getMessage(), true);
    }
  }

  @Override
  public void close() {
    pi.shutdown();
  }
}
