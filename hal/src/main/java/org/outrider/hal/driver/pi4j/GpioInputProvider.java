package org.outrider.hal.driver.pi4j;

import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.PullResistance;
import java.util.List;
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
  public void check(DeviceUri uri) {
    GpioLines.Line line = line(uri);
    debounceMs(uri);
    pull(uri, line);
  }

  private static GpioLines.Line line(DeviceUri uri) {
    return GpioLines.Line.of(uri, Set.of("active", "pull", "debounce_ms"));
  }

  private static long debounceMs(DeviceUri uri) {
    return uri.intParam("debounce_ms", 30, 0, 2000);
  }

  private static PullResistance pull(DeviceUri uri, GpioLines.Line line) {
    String word =
        uri.wordParam("pull", line.activeHigh() ? "down" : "up", List.of("up", "down", "off"));
    return switch (word) {
      case "up" -> PullResistance.PULL_UP;
      case "down" -> PullResistance.PULL_DOWN;
      default -> PullResistance.OFF;
    };
  }

  @Override
  public Input open(DeviceUri uri, HalContext context) throws DeviceException {
    GpioLines.Line line = line(uri);
    long debounceMs = debounceMs(uri);
    PullResistance pull = pull(uri, line);
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
