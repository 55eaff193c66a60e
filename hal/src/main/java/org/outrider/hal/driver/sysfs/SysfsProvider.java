package org.outrider.hal.driver.sysfs;

import java.nio.file.Path;
import java.util.Set;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.probe.Probe;
import org.outrider.hal.spi.HalContext;
import org.outrider.hal.spi.ProbeProvider;

/** {@code sysfs:/}: the board's readings; the target is the root below which sys and proc lie. */
public final class SysfsProvider implements ProbeProvider {

  @Override
  public Set<String> schemes() {
    return Set.of("sysfs");
  }

  @Override
  public void check(DeviceUri uri) {
    uri.onlyKnows(Set.of());
  }

  @Override
  public Probe open(DeviceUri uri, HalContext context) {
    check(uri);
    return new SysfsProbe(Path.of(uri.target().isEmpty() ? "/" : uri.target()));
  }
}
