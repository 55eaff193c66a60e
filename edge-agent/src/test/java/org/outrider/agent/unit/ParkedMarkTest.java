package org.outrider.agent.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.reading.capture.Duty;
import org.outrider.agent.reading.position.PositionHistory;
import org.outrider.hal.gnss.Fix;
import org.outrider.hal.sim.ManualClock;

class ParkedMarkTest {
  @TempDir Path folder;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T12:00:00Z"));
  private final Duty duty = new Duty(Duty.State.ON);
  private final PositionHistory positions = new PositionHistory(Duration.ofSeconds(5));
  private boolean hasOpenAlert;

  private ParkedMark mark(boolean isInVehicle) {
    return new ParkedMark(
        Optional.of(folder), isInVehicle, duty, positions, () -> hasOpenAlert, clock);
  }

  private void drives(double speedMps) {
    positions.add(
        new Fix(
            clock.monotonicNanos(),
            clock.utc(),
            41,
            -73,
            0,
            speedMps,
            90,
            3,
            1,
            3,
            Fix.Source.GNSS));
  }

  private void is(ParkedMark mark, boolean isParked, int afterSeconds) {
    clock.advance(Duration.ofSeconds(afterSeconds));
    mark.look();
    assertEquals(isParked, Files.exists(folder.resolve("parked")));
  }

  @Test
  void aUnitOnAPoleIsParkedWhileNoAlertWaits() throws Exception {
    Files.writeString(folder.resolve("parked"), "of an earlier process");
    ParkedMark mark = mark(false);
    is(mark, false, 0);
    is(mark, false, 299);
    is(mark, true, 1);
    hasOpenAlert = true;
    is(mark, false, 1);
    hasOpenAlert = false;
    is(mark, false, 299);
    is(mark, true, 1);
  }

  @Test
  void aCarThatWaitsAtALightIsNotParkedAndOneThatStandsIs() {
    ParkedMark mark = mark(true);
    drives(12);
    is(mark, false, 600);
    drives(0.2);
    is(mark, false, 120);
    drives(9);
    is(mark, false, 1);
    drives(0.2);
    is(mark, false, 298);
    is(mark, true, 2);
    drives(9);
    is(mark, false, 1);
  }

  @Test
  void aCarThatNobodyWorksWithIsParkedThoughItsPlaceIsNotKnown() {
    ParkedMark mark = mark(true);
    is(mark, false, 600);
    duty.set(Duty.State.OFF);
    is(mark, true, 300);
    duty.set(Duty.State.ON);
    is(mark, false, 1);
  }
}
