package org.outrider.hal.driver.pi4j;

import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.PullResistance;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.input.Input;
import org.outrider.hal.spi.HalContext;
import org.outrider.hal.spi.InputProvider;

/**
 * {@code gpio:22?active=low&pull=up&debounce_ms=30}: a contact on an input line by its BCM number.
 */
public final class GpioInputProvider implements InputProvider {
  private static final Map<String, PullResistance> PULLS =
      Map.of(
          "up",
          PullResistance.PULL_UP,
          "down",
          PullResistance.PULL_DOWN,
          "off",
          PullResistance.OFF);

  private final GpioLines lines;

  /** For the unit. */
  public GpioInputProvider() {
    this(GpioLines.KERNEL);
  }

  GpioInputProvider(GpioLines lines) {
    this.lines = lines;
  }

  @Override
  public Set<String> schemes() {
    return Set.of("gpio");
  }

  @Override
  public Input open(DeviceUri uri, HalContext context) throws DeviceException {
    GpioLines.Line line = GpioLines.Line.of(uri, Set.of("active", "pull", "debounce_ms"));
    long debounceMs = uri.intParam("debounce_ms", 30, 0, 2000);
    PullResistance pull = PULLS.get(uri.param("pull", line.activeHigh() ? "down" : "up"));
    if (pull == null) {
      throw new IllegalArgumentException(
          "device \"%s\": pull \"%s\", expected up, down or off"
              .formatted(uri, uri.param("pull", "")));
    }
    return lines.open(
        uri,
        pi -> {
          DigitalInput input =
              pi.create(
                  DigitalInput.newConfigBuilder(pi)
                      .id(context.deviceId())
                      .address(line.number())
                      .provider(lines.inputs())
                      .pull(pull)
                      .debounce(debounceMs, TimeUnit.MILLISECONDS)
                      .build());
          return new GpioInput(pi, input, line.activeHigh(), context.clock());
        });
  }
}
