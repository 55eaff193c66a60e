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

/** {@code sim:drive}: a car driving round a block at 12 m/s, five fixes a second, on open water. */
public final class SimGnssProvider implements GnssProvider {
  private static final double SPEED_MPS = 12;
  private static final double RADIUS_M = 400;
  private static final double METRES_PER_DEG = 111_320;
  private static final double CENTRE_LAT = 41.0;
  private static final double CENTRE_LON = -72.9;

  @Override
  public Set<String> schemes() {
    return Set.of("sim");
  }

  @Override
  public void check(DeviceUri uri) {
    uri.onlyKnows(Set.of());
    if (!uri.target().equals("drive")) {
      throw uri.badTarget("drive");
    }
  }

  @Override
  public GnssReceiver open(DeviceUri uri, HalContext context) {
    check(uri);
    return new Drive(context.clock());
  }

  private static final class Drive implements GnssReceiver {
    private final UnitClock clock;
    private final long startNanos;
    private long count;

    Drive(UnitClock clock) {
      this.clock = clock;
      this.startNanos = clock.monotonicNanos();
    }

    @Override
    public GnssEvent next() throws InterruptedException {
      long due = startNanos + count++ * Duration.ofMillis(200).toNanos();
      clock.awaitNanos(due);
      double angle = (due - startNanos) / 1e9 * SPEED_MPS / RADIUS_M;
      double lat = CENTRE_LAT + RADIUS_M * Math.cos(angle) / METRES_PER_DEG;
      double lon =
          CENTRE_LON
              + RADIUS_M
                  * Math.sin(angle)
                  / (METRES_PER_DEG * Math.cos(Math.toRadians(CENTRE_LAT)));
      double heading = (Math.toDegrees(angle) + 90) % 360;
      return new GnssEvent.Fixed(
          new Fix(
              clock.monotonicNanos(),
              clock.utc(),
              lat,
              lon,
              3,
              SPEED_MPS,
              heading,
              2.5,
              0.9,
              3,
              Fix.Source.SIMULATED));
    }

    @Override
    public void close() {
      // holds nothing
    }
  }
}
