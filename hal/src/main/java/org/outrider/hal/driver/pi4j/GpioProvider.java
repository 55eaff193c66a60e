package org.outrider.hal.driver.pi4j;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.exception.Pi4JException;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalState;
import java.util.Set;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.light.Light;
import org.outrider.hal.spi.HalContext;
import org.outrider.hal.spi.LightProvider;

/** {@code gpio:17?active=high}: an output line by its BCM number, through the gpiod provider. */
public final class GpioProvider implements LightProvider {

  @Override
  public Set<String> schemes() {
    return Set.of("gpio");
  }

  @Override
  public Light open(DeviceUri uri, HalContext context) throws DeviceException {
    uri.onlyKnows(Set.of("active"));
    String active = uri.param("active", "high");
    if (!uri.target().matches("\\d{1,3}") || !(active.equals("high") || active.equals("low"))) {
      throw new IllegalArgumentException(
          "device \"%s\": expected gpio:NUMBER?active=high or low".formatted(uri));
    }
    Context pi = Pi4J.newContextBuilder().autoDetect().build();
    try {
      DigitalOutput output =
          pi.create(
              DigitalOutput.newConfigBuilder(pi)
                  .id(context.deviceId())
                  .address(Integer.parseInt(uri.target()))
                  .provider("gpiod-digital-output")
                  .shutdown(active.equals("high") ? DigitalState.LOW : DigitalState.HIGH)
                  .build());
      return new GpioLight(uri.text(), pi, output, active.equals("high"));
    } catch (Pi4JException e) {
      pi.shutdown();
      throw new DeviceException(uri.text(), "no GPIO line: " + e.getMessage(), true);
    }
  }
}
