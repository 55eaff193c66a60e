package org.outrider.hal.sim;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.input.Input;
import org.outrider.hal.spi.HalContext;
import org.outrider.hal.spi.InputProvider;

/** {@code sim:on} or {@code sim:off}: a contact that stands so and stays. */
public final class SimInputProvider implements InputProvider {

  @Override
  public Set<String> schemes() {
    return Set.of("sim");
  }

  @Override
  public void check(DeviceUri uri) {
    uri.onlyKnows(Set.of("at"));
    List<Duration> presses = presses(uri);
    boolean isKnown =
        uri.target().equals("on") || uri.target().equals("off") || uri.target().equals("presses");
    if (!isKnown || presses.isEmpty() == uri.target().equals("presses")) {
      throw new IllegalArgumentException(
          "device \"%s\": expected sim:on, sim:off or sim:presses?at=3,7.5 (seconds)"
              .formatted(uri));
    }
  }

  @Override
  public Input open(DeviceUri uri, HalContext context) {
    check(uri);
    List<Duration> presses = presses(uri);
    SimInput input = new SimInput(uri.target().equals("on"), context.clock());
    if (!presses.isEmpty()) {
      Thread.ofVirtual()
          .name("sim-" + context.deviceId())
          .start(() -> press(input, presses, context.clock()));
    }
    return input;
  }

  private static List<Duration> presses(DeviceUri uri) {
    String at = uri.param("at", "");
    if (!at.isEmpty() && !at.matches("\\d{1,5}(\\.\\d{1,3})?(,\\d{1,5}(\\.\\d{1,3})?)*")) {
      throw new IllegalArgumentException(
          "device \"%s\": at=%s, expected seconds such as 3,7.5".formatted(uri, at));
    }
    return Arrays.stream(at.split(","))
        .filter(s -> !s.isEmpty())
        .map(s -> Duration.ofMillis(Math.round(Double.parseDouble(s) * 1000)))
        .sorted()
        .toList();
  }

  private static void press(SimInput input, List<Duration> presses, UnitClock clock) {
    Duration passed = Duration.ZERO;
    try {
      for (Duration at : presses) {
        clock.pause(at.minus(passed));
        passed = at;
        input.set(true);
        input.set(false);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
