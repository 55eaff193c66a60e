package org.outrider.agent.reading.position;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.outrider.agent.base.read.ReadPosition;
import org.outrider.hal.gnss.Fix;

class PositionHistoryTest {
  private static final long SECOND = 1_000_000_000L;

  private final PositionHistory history = new PositionHistory(Duration.ofSeconds(5));

  private static Fix fix(double second, double lat, double lon) {
    return new Fix(
        (long) (second * SECOND), null, lat, lon, 10, 12, 90, 2, 0.9, 3, Fix.Source.GNSS);
  }

  @Test
  @Tag("LOC-04")
  void aCaptureBetweenTwoFixesIsPlacedBetweenThem() {
    history.add(fix(10, 41.0, -73.0));
    history.add(fix(11, 41.2, -73.4));
    ReadPosition p = history.at(10 * SECOND + SECOND / 4);
    assertEquals(41.05, p.latitudeDeg(), 1e-9);
    assertEquals(-73.1, p.longitudeDeg(), 1e-9);
    assertEquals(ReadPosition.Source.GNSS, p.source());
    assertEquals(Duration.ZERO, p.fixAge());
  }

  @Test
  @Tag("LOC-04")
  void anOldFixIsLastKnownAndNeverGnss() {
    history.add(fix(10, 41.0, -73.0));
    assertEquals(ReadPosition.Source.GNSS, history.at(14 * SECOND).source());
    ReadPosition old = history.at(16 * SECOND);
    assertEquals(ReadPosition.Source.LAST_KNOWN, old.source());
    assertEquals(Duration.ofSeconds(6), old.fixAge());
  }

  @Test
  @Tag("LOC-04")
  void withoutAFixBeforeTheCaptureThereIsNoPosition() {
    assertEquals(ReadPosition.NONE, history.at(5));
    history.add(fix(10, 41.0, -73.0));
    assertEquals(ReadPosition.NONE, history.at(9 * SECOND));
  }

  @Test
  void fixesFarApartAreNotJoinedByALine() {
    history.add(fix(10, 41.0, -73.0));
    history.add(fix(60, 42.0, -74.0));
    assertEquals(41.0, history.at(12 * SECOND).latitudeDeg());
  }

  @Test
  void theDateLineIsCrossedTheShortWay() {
    history.add(fix(10, 0, 179.9));
    history.add(fix(11, 0, -179.9));
    assertEquals(180, Math.abs(history.at(10 * SECOND + SECOND / 2).longitudeDeg()), 1e-6);
  }
}
