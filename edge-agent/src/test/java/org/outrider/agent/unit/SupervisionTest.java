package org.outrider.agent.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.reading.capture.LanePulse;
import org.outrider.hal.service.ServiceManager;
import org.outrider.hal.sim.ManualClock;

class SupervisionTest {
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T12:00:00Z"));
  private final Health health = new Health();
  private final List<String> told = new ArrayList<>();
  private final ServiceManager manager =
      new ServiceManager() {
        @Override
        public void ready(String status) {
          told.add("ready");
        }

        @Override
        public void alive(String status) {
          told.add(status);
        }

        @Override
        public void stopping() {
          told.add("stopping");
        }

        @Override
        public Optional<Duration> patience() {
          return Optional.of(Duration.ofSeconds(30));
        }

        @Override
        public void close() {}
      };

  @Test
  @Tag("INV-05")
  void aStuckCameraIsAFaultAndOnlyWhenAllAreStuckNothingIsTold() {
    Supervision supervision = new Supervision(manager, health, clock);
    LanePulse front = new LanePulse(clock.monotonicNanos());
    LanePulse rear = new LanePulse(clock.monotonicNanos());
    supervision.add("front", front);
    supervision.add("rear", rear);
    supervision.look();
    assertEquals(List.of("2 cameras, 0 frames read, no faults"), told);
    clock.advance(Duration.ofSeconds(19));
    rear.takes(clock.monotonicNanos());
    clock.advance(Duration.ofSeconds(2));
    rear.round(clock.monotonicNanos());
    supervision.look();
    assertEquals("2 cameras, 0 frames read, 1 fault", told.getLast());
    assertEquals("[CAMERA_STUCK]", health.faults().stream().map(f -> f.code()).toList().toString());
    clock.advance(Duration.ofSeconds(19));
    rear.round(clock.monotonicNanos()); // captures, but its reader has one frame in hand for long
    supervision.look();
    assertEquals(2, told.size(), "nobody says that the unit is alive");
    rear.isDone();
    supervision.look();
    assertEquals(3, told.size());
    front.round(clock.monotonicNanos());
    supervision.look();
    assertEquals(List.of(), health.faults());
  }

  @Test
  void theManagerIsToldThriceWithinItsPatienceAndEachTenSecondsAtLeast() {
    assertEquals(Duration.ofSeconds(5), Supervision.pause(Optional.of(Duration.ofSeconds(15))));
    assertEquals(Duration.ofSeconds(10), Supervision.pause(Optional.of(Duration.ofMinutes(30))));
    assertEquals(Duration.ofSeconds(10), Supervision.pause(Optional.empty()));
  }
}
