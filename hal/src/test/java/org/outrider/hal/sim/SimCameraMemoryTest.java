package org.outrider.hal.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.spi.HalContext;

/** Native memory of the simulated street: every Mat has an owner that releases or reuses it. */
class SimCameraMemoryTest {
  private static final int FRAMES = 400;

  /**
   * Counts Mats, of every kind.
   *
   * @param options of the histogram: {@code -all} for those too that wait for the collector
   */
  private static long mats(String... options) throws Exception {
    Object histogram =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {options},
                new String[] {String[].class.getName()});
    return String.valueOf(histogram)
        .lines()
        .filter(l -> l.contains("org.opencv.core.Mat"))
        .mapToLong(l -> Long.parseLong(l.strip().split("\\s+")[1]))
        .sum();
  }

  /** Counts Mats in use; those let go are finalized between two collections. */
  private static long live() throws Exception {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      least = Math.min(least, mats());
    }
    return least;
  }

  private static SimCamera street() {
    return new SimCamera(
        StreetScript.traffic(60, 7, StreetScript.Light.DAY, List.of()),
        640,
        360,
        2,
        false,
        new HalContext("front", new ManualClock(Instant.parse("2026-11-21T12:00:00Z"))));
  }

  private static void frames(SimCamera camera, int count) throws Exception {
    for (int i = 0; i < count && camera.next() instanceof Frame frame; i++) {
      frame.close();
    }
  }

  @Test
  void trafficThatGoesOnKeepsTheTexturesOfTheVehiclesInSightAlone() throws Exception {
    try (SimCamera camera = street()) {
      frames(camera, 5);
      long before = live();
      frames(camera, FRAMES);
      long after = live();
      assertTrue(after <= before + 5, "live Mats: " + before + " before, " + after + " after");
    }
  }

  @Test
  void aFrameLeavesNoMoreThanAFewMatsToTheCollector() throws Exception {
    try (SimCamera camera = street()) {
      frames(camera, 5);
      long before = mats("-all");
      frames(camera, FRAMES);
      long made = mats("-all") - before;
      assertTrue(made <= 6L * FRAMES, made + " Mats for " + FRAMES + " frames");
    }
  }
}
