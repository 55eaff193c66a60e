package org.outrider.hal.sim;

import java.time.Duration;
import java.util.Set;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.gnss.Fix;
import org.outrider.hal.gnss.GnssEvent;
import org.outrider.hal.gnss.GnssReceiver;
import org.outrider.hal.spi.GnssProvider;
import org.outrider.hal.spi.HalContext;

/** {@code fixed:41.14,-73.49}: the surveyed position of a pole, repeated each second. */
public final class FixedGnssProvider implements GnssProvider {

  @Override
  public Set<String> schemes() {
    return Set.of("fixed");
  }

  @Override
  public void check(DeviceUri uri) {
    place(uri);
  }

  /** Latitude and longitude in degrees. */
  private static double[] place(DeviceUri uri) {
    uri.onlyKnows(Set.of());
    String[] parts = uri.target().split(",", -1);
    try {
      if (parts.length == 2) {
        double latitudeDeg = Double.parseDouble(parts[0]);
        double longitudeDeg = Double.parseDouble(parts[1]);
        if (Math.abs(latitudeDeg) <= 90 && Math.abs(longitudeDeg) <= 180) {
          return new double[] {latitudeDeg, longitudeDeg};
        }
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw uri.badTarget("LATITUDE,LONGITUDE in degrees, such as fixed:41.14,-73.49");
  }

  @Override
  public GnssReceiver open(DeviceUri uri, HalContext context) {
    double[] place = place(uri);
    return new Pole(context.clock(), place[0], place[1]);
  }

  private static final class Pole implements GnssReceiver {
    private final UnitClock clock;
    private final double latitudeDeg;
    private final double longitudeDeg;
    private boolean isFirst = true;

    Pole(UnitClock clock, double latitudeDeg, double longitudeDeg) {
      this.clock = clock;
      this.latitudeDeg = latitudeDeg;
      this.longitudeDeg = longitudeDeg;
      fix();
    }

    private Fix fix() {
      return new Fix(
          clock.monotonicNanos(),
          clock.utc(),
          latitudeDeg,
          longitudeDeg,
          Double.NaN,
          0,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          3,
          Fix.Source.SURVEYED);
    }

    @Override
    public GnssEvent next() throws InterruptedException {
      if (!isFirst) {
        clock.pause(Duration.ofSeconds(1));
      }
      isFirst = false;
      return new GnssEvent.Fixed(fix());
    }

    @Override
    public void close() {
      // holds nothing
    }
  }
}
