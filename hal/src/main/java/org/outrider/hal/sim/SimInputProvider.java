package org.outrider.hal.sim;

import java.util.Set;
import org.outrider.hal.DeviceUri;
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
  public Input open(DeviceUri uri, HalContext context) {
    uri.onlyKnows(Set.of());
    boolean isOn = uri.target().equals("on");
    if (!isOn && !uri.target().equals("off")) {
      throw new IllegalArgumentException(
          "device \"%s\": expected sim:on or sim:off".formatted(uri));
    }
    return new SimInput(isOn, context.clock());
  }
}
