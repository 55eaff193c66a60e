package org.outrider.agent.reading.position;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.read.ReadPosition;
import org.outrider.hal.gnss.Fix;

/**
 * The last fixes, and the position between them at the instant of a capture (LOC-04). A fix too old
 * is reported as last known, never as current. Safe for one writer and many readers.
 */
public final class PositionHistory {
  /** Fixes further apart are not joined by a line. */
  private static final Duration GAP = Duration.ofSeconds(3);

  private static final int MOST = 64;

  private final Duration fresh;
  private final Deque<Fix> fixes = new ArrayDeque<>();
  private boolean isConfirmed = true;

  /**
   * @param fresh age up to which a fix still tells where the unit is
   */
  public PositionHistory(Duration fresh) {
    this.fresh = fresh;
  }

  /** Adds the newest fix. */
  public synchronized void add(Fix fix) {
    fixes.addLast(fix);
    if (fixes.size() > MOST) {
      fixes.removeFirst();
    }
  }

  /** Whether positions from now on are those of a place that somebody surveyed (CAP-05). */
  public synchronized void confirm(boolean isConfirmed) {
    this.isConfirmed = isConfirmed;
  }

  /** Where the unit was at a monotonic instant. */
  public synchronized ReadPosition at(long nanos) {
    @Nullable Fix before = null;
    @Nullable Fix after = null;
    for (Fix fix : fixes) {
      if (fix.monotonicNanos() <= nanos) {
        before = fix;
      } else if (after == null) {
        after = fix;
      }
    }
    if (before == null) {
      return isConfirmed ? ReadPosition.NONE : ReadPosition.NONE.unconfirmed();
    }
    long age = nanos - before.monotonicNanos();
    if (after != null && after.monotonicNanos() - before.monotonicNanos() <= GAP.toNanos()) {
      double share = (double) age / (after.monotonicNanos() - before.monotonicNanos());
      return position(before, after, share, Duration.ZERO, false);
    }
    Duration fixAge = Duration.ofNanos(age);
    return position(before, before, 0, fixAge, fixAge.compareTo(fresh) > 0);
  }

  private ReadPosition position(Fix a, Fix b, double share, Duration age, boolean isOld) {
    ReadPosition.Source source =
        switch (a.source()) {
          case SURVEYED -> ReadPosition.Source.SURVEYED;
          case SIMULATED -> isOld ? ReadPosition.Source.LAST_KNOWN : ReadPosition.Source.SIMULATED;
          case GNSS -> isOld ? ReadPosition.Source.LAST_KNOWN : ReadPosition.Source.GNSS;
        };
    double east = b.longitudeDeg() - a.longitudeDeg();
    if (Math.abs(east) > 180) { // across the date line the short way
      east -= Math.copySign(360, east);
    }
    double longitude = a.longitudeDeg() + share * east;
    return new ReadPosition(
        source,
        a.latitudeDeg() + share * (b.latitudeDeg() - a.latitudeDeg()),
        Math.abs(longitude) > 180 ? longitude - Math.copySign(360, longitude) : longitude,
        a.altitudeM(),
        a.accuracyM(),
        a.hdop(),
        a.mode(),
        a.speedMps(),
        a.headingDeg(),
        age,
        isConfirmed);
  }
}
