package org.outrider.agent.reading.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.outrider.agent.reading.vision.PlateFinder;
import org.outrider.agent.reading.vision.onnx.DetectorOptions;
import org.outrider.agent.reading.vision.onnx.Models;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.sim.ManualClock;
import org.outrider.hal.sim.SimCamera;
import org.outrider.hal.sim.SimVehicle;
import org.outrider.hal.sim.StreetScript;
import org.outrider.hal.spi.HalContext;

/** The shipped models and the tracker on the simulated street, frame by frame. */
class SimulatedPassesTest {
  private static final Path MODELS = Path.of("..", "models");

  private record Outcome(List<Pass> early, List<Pass> finals) {}

  private static Outcome drive(StreetScript script, double fps) throws Exception {
    List<Pass> early = new ArrayList<>();
    List<Pass> finals = new ArrayList<>();
    HalContext context =
        new HalContext("front", new ManualClock(Instant.parse("2026-11-21T12:00:00Z")));
    try (PlateFinder finder = Models.open(MODELS, DetectorOptions.DEFAULT);
        PassTracker tracker = new PassTracker(TrackOptions.DEFAULT);
        SimCamera camera = new SimCamera(script, 1280, 720, fps, false, context)) {
      while (camera.next() instanceof Frame frame) {
        try (frame) {
          long nanos = (long) (frame.sequence() / fps * 1e9);
          for (TrackEvent event : tracker.accept(frame, nanos, finder.look(frame.image()))) {
            (event instanceof TrackEvent.Early ? early : finals).add(event.pass());
            event.close();
          }
        }
      }
      for (TrackEvent event : tracker.finish()) {
        finals.add(event.pass());
        event.close();
      }
    }
    return new Outcome(early, finals);
  }

  @Test
  void eachPassGivesOneFinalReadAndItIsRight() throws Exception {
    StreetScript script = StreetScript.traffic(10, 21, StreetScript.Light.DAY, List.of());
    Outcome outcome = drive(script, 25);
    List<String> expected = script.vehicles().stream().map(SimVehicle::plate).sorted().toList();
    List<String> read = outcome.finals().stream().map(p -> p.plate().index()).sorted().toList();
    assertEquals(expected.size(), read.size(), "reads " + read + ", vehicles " + expected);
    long right = expected.stream().filter(p -> read.contains(p.replace('O', '0'))).count();
    assertTrue(right >= 9, "right " + right + ": reads " + read + ", vehicles " + expected);
    assertTrue(outcome.early().size() >= 9, "early reads " + outcome.early().size());
  }

  @Test
  void aCarParkedForTenMinutesGivesOneRead() throws Exception {
    Outcome outcome = drive(StreetScript.parked("GXY1284", 600, StreetScript.Light.DAY), 0.5);
    assertEquals(
        List.of("GXY1284"), outcome.finals().stream().map(p -> p.plate().normalized()).toList());
    assertEquals(1, outcome.early().size());
  }
}
