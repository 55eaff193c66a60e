package org.outrider.agent.reading.vision;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.plate.Quad;
import org.outrider.agent.reading.capture.FreezeWatch;
import org.outrider.agent.reading.track.PassTracker;
import org.outrider.agent.reading.track.TrackEvent;
import org.outrider.agent.reading.track.TrackOptions;
import org.outrider.agent.reading.vision.onnx.DetectorOptions;
import org.outrider.agent.reading.vision.onnx.Models;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.image.Image;
import org.outrider.hal.sim.ManualClock;
import org.outrider.hal.sim.SimCamera;
import org.outrider.hal.sim.StreetScript;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;

/** Native memory from the camera to the stored pictures: every Mat has an owner. */
class FrameMemoryTest {
  private static final int ROUNDS = 6;
  private static final int FRAMES = 15;

  /** Headers of a few Mats, and what the compiler of the JVM takes meanwhile. */
  private static final long MOST_BYTES_PER_FRAME = 6_000;

  private static final HalContext CONTEXT =
      new HalContext("front", new ManualClock(Instant.parse("2026-12-01T12:00:00Z")));

  @TempDir Path folder;

  /** Everything that a unit does with a frame. */
  private static final class Lane implements AutoCloseable {
    final PlateFinder finder;
    final PassTracker tracker = new PassTracker(TrackOptions.DEFAULT);
    final PictureEncoder encoder = new PictureEncoder();
    final AimPicture aim = new AimPicture();
    final FreezeWatch freeze = new FreezeWatch(5);
    final PictureMask mask = new PictureMask(List.of(new PictureMask.Area(0, 0, 0.1, 0.1)));

    Lane() throws Exception {
      finder = Models.open(Path.of("..", "models"), DetectorOptions.DEFAULT);
    }

    void take(Frame frame) {
      try (frame;
          Image upright = frame.image().turned(180, false);
          Image again = upright.turned(180, false)) {
        mask.apply(again);
        boolean _ = freeze.isFrozen(again.mat());
        List<Look> looks = finder.look(again);
        assertFalse(looks.isEmpty(), "no plate found, so its steps are not measured");
        aim.draw(again, looks);
        ViewQuality.of(again);
        Quad place = Quad.box(200, 150, 120, 60);
        var _ = finder.region(again, place, List.of());
        var _ = finder.vehicle(again, place);
        var _ = finder.secondReading(again, place);
        encoder.encode(again, place);
        encoder.encode(again, Quad.box(200, 150, 120, 30));
        tracker.accept(frame, frame.sequence() * 40_000_000L, looks).forEach(TrackEvent::close);
      }
    }

    @Override
    public void close() {
      tracker.finish().forEach(TrackEvent::close);
      finder.close();
      encoder.close();
      aim.close();
    }
  }

  /** A vehicle that stays: what a new one takes, such as its best picture, is no leak. */
  private static SimCamera street() {
    return new SimCamera(
        StreetScript.parked("ABC1234", 60, StreetScript.Light.DAY), 640, 360, 25, false, CONTEXT);
  }

  private static void frames(Camera camera, Lane lane) throws Exception {
    for (int i = 0; i < FRAMES; i++) {
      lane.take((Frame) camera.next());
    }
  }

  /** Growth of the native memory by a frame, in the quietest round without a collection. */
  private static long leastGrowth(Camera camera, Lane lane) throws Throwable {
    frames(camera, lane);
    long least = Long.MAX_VALUE;
    int quiet = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long collections = NativeBytes.collections();
      long before = NativeBytes.inUse();
      frames(camera, lane);
      long growth = NativeBytes.inUse() - before;
      if (NativeBytes.collections() == collections) {
        quiet++;
        least = Math.min(least, growth / FRAMES);
      }
    }
    assertTrue(quiet > 0, "the collector ran in every round");
    return least;
  }

  @Test
  void framesOfACameraLeaveNoNativeMemoryToTheCollector() throws Throwable {
    try (SimCamera camera = street();
        Lane lane = new Lane()) {
      long bytes = leastGrowth(camera, lane);
      assertTrue(bytes <= MOST_BYTES_PER_FRAME, bytes + " bytes a frame");
    }
  }

  @Test
  void framesOfAClipLeaveNoNativeMemoryToTheCollector() throws Throwable {
    Path clip = folder.resolve("clip.avi");
    int frames = FRAMES * (ROUNDS + 1);
    try (SimCamera camera = street();
        ClipWriter writer = new ClipWriter(clip, 10)) {
      for (int i = 0; i < frames && camera.next() instanceof Frame frame; i++) {
        try (frame) {
          writer.write(frame.image());
        }
      }
    }
    DeviceUri uri = DeviceUri.parse("file:" + clip + "?pace=fast");
    try (Camera camera = new Devices().camera(uri, CONTEXT);
        Lane lane = new Lane()) {
      long bytes = leastGrowth(camera, lane);
      assertTrue(bytes <= MOST_BYTES_PER_FRAME, bytes + " bytes a frame");
    }
  }

  @Test
  void noMatIsHeldForEachFrame() throws Throwable {
    try (SimCamera camera = street();
        Lane lane = new Lane()) {
      frames(camera, lane);
      long before = liveMats();
      frames(camera, lane);
      frames(camera, lane);
      long after = liveMats();
      assertTrue(after <= before + FRAMES, "live Mats: " + before + " before, " + after + " after");
    }
  }

  /** Counts reachable Mats of every kind; those let go are finalized between two collections. */
  private static long liveMats() throws Exception {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      Object histogram =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
      least =
          Math.min(
              least,
              String.valueOf(histogram)
                  .lines()
                  .filter(l -> l.contains("org.opencv.core.Mat"))
                  .mapToLong(l -> Long.parseLong(l.strip().split("\\s+")[1]))
                  .sum());
    }
    return least;
  }
}
