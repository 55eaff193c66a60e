package org.outrider.hal.sim;

import java.util.Set;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.light.Light;
import org.outrider.hal.spi.HalContext;
import org.outrider.hal.spi.LightProvider;

/** {@code sim:light}: a lamp that only remembers. */
public final class SimLightProvider implements LightProvider {

  @Override
  public Set<String> schemes() {
    return Set.of("sim");
  }

  @Override
  public void check(DeviceUri uri) {
    uri.onlyKnows(Set.of());
  }

  @Override
  public Light open(DeviceUri uri, HalContext context) {
    check(uri);
    return new SimLight();
  }
}
