package org.outrider.hal.sim;

import java.nio.file.Path;
import java.util.Set;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.sound.Sounder;
import org.outrider.hal.spi.HalContext;
import org.outrider.hal.spi.SounderProvider;

/** {@code sim:} remembers sounds; {@code file:alerts.wav} appends them to a file. */
public final class SimSounderProvider implements SounderProvider {

  @Override
  public Set<String> schemes() {
    return Set.of("sim", "file");
  }

  @Override
  public void check(DeviceUri uri) {
    uri.onlyKnows(Set.of());
    if (uri.scheme().equals("file") && uri.target().isBlank()) {
      throw uri.badTarget("the path of a WAV file, such as file:alerts.wav");
    }
  }

  @Override
  public Sounder open(DeviceUri uri, HalContext context) {
    check(uri);
    return uri.scheme().equals("sim")
        ? new SimSounder(uri)
        : new WavFileSounder(uri, Path.of(uri.target()));
  }
}
