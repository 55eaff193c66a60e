package org.outrider.hal.driver.pi4j;

import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalState;
import java.util.Set;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.light.Light;
import org.outrider.hal.spi.HalContext;
import org.outrider.hal.spi.LightProvider;

/** {@code gpio:17?active=high}: an output line by its BCM number, off when opened and closed. */
public final class GpioLightProvider implements LightProvider {
  private final GpioLines lines;

  /** For the unit. */
  public GpioLightProvider() {
    this(GpioLines.KERNEL);
  }

  GpioLightProvider(GpioLines lines) {
    this.lines = lines;
  }

  @Override
  public Set<String> schemes() {
    return Set.of("gpio");
  }

  @Override
  public void check(DeviceUri uri) {
    line(uri);
  }

  private static GpioLines.Line line(DeviceUri uri) {
    return GpioLines.Line.of(uri, Set.of("active"));
  }

  @Override
  public Light open(DeviceUri uri, HalContext context) throws DeviceException {
    GpioLines.Line line = line(uri);
    DigitalState off = line.activeHigh() ? DigitalState.LOW : DigitalState.HIGH;
    return lines.open(
        uri,
        pi -> {
          DigitalOutput output =
              pi.create(
                  DigitalOutput.newConfigBuilder(pi)
                      .id(context.deviceId())
                      .address(line.number())
                      .provider(lines.outputs())
                      .initial(off)
                      .shutdown(off)
                      .build());
          return new GpioLight(uri.text(), pi, output, line.activeHigh());
        });
  }
}
