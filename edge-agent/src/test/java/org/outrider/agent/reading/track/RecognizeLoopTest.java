package org.outrider.agent.reading.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opencv.core.Mat;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.plate.Reading;
import org.outrider.agent.base.plate.RegionShares;
import org.outrider.agent.reading.capture.Duty;
import org.outrider.agent.reading.capture.FrameSlot;
import org.outrider.agent.reading.capture.LanePulse;
import org.outrider.agent.reading.vision.Detection;
import org.outrider.agent.reading.vision.ModelId;
import org.outrider.agent.reading.vision.PatchShape;
import org.outrider.agent.reading.vision.PictureMask;
import org.outrider.agent.reading.vision.PlateDetector;
import org.outrider.agent.reading.vision.PlateFinder;
import org.outrider.agent.reading.vision.PlateReader;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.image.Image;
import org.outrider.hal.sim.ManualClock;
import org.outrider.hal.sim.SimCamera;
import org.outrider.hal.sim.StreetScript;
import org.outrider.hal.spi.HalContext;

/** What happens to the frames after one on which something fails. */
@Timeout(60) // a loop that ends leaves its frames where they are, and whoever brings them waiting
class RecognizeLoopTest {
  private static final Duration WATCHDOG = Duration.ofSeconds(20);

  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final Health health = new Health();
  private final LanePulse pulse = new LanePulse(clock.monotonicNanos());
  private final Detector detector = new Detector();
  private final FrameSlot slot = new FrameSlot();
  private final List<Integer> tapped = new ArrayList<>();
  private final RecognizeLoop loop =
      new RecognizeLoop(
          "front",
          slot,
          new PlateFinder(detector, new Reader(), null, null, null),
          PictureMask.NONE,
          new PassTracker(TrackOptions.DEFAULT),
          event -> {},
          new Duty(Duty.State.ON),
          (frame, looks) -> tapped.add(detector.calls),
          health,
          pulse,
          clock);
  private final SimCamera camera =
      new SimCamera(
          StreetScript.parked("TEST123", 5, StreetScript.Light.DAY),
          320,
          180,
          5,
          false,
          new HalContext("front", clock));

  /** Finds nothing, or fails. */
  private static final class Detector implements PlateDetector {
    boolean fails;
    int calls;

    @Override
    public List<Detection> detect(Image picture) {
      calls++;
      if (fails) {
        throw new IllegalStateException("no memory for a tensor");
      }
      return List.of();
    }

    @Override
    public Optional<Detection> lookAgain(Image picture, Detection guess) {
      return Optional.empty();
    }

    @Override
    public ModelId model() {
      return new ModelId("d", "1", "0".repeat(64));
    }

    @Override
    public void close() {}
  }

  private static final class Reader implements PlateReader {
    @Override
    public Reading read(Mat patch, double aspect, Supplier<RegionShares> region) {
      throw new AssertionError("nothing was found");
    }

    @Override
    public PatchShape shape() {
      return new PatchShape(160, 48, true, 0, 0);
    }

    @Override
    public ModelId model() {
      return new ModelId("r", "1", "0".repeat(64));
    }

    @Override
    public void close() {}
  }

  @AfterEach
  void close() {
    camera.close();
  }

  private void frame() throws Exception {
    if (camera.next() instanceof Frame frame) {
      slot.putWhenEmpty(frame);
    }
  }

  private List<FaultCode> faults() {
    return health.faults().stream().map(Fault::code).toList();
  }

  @Test
  @Tag("ALR-01")
  void aFrameOnWhichAModelFailsIsAFaultAndTheNextOneIsRead() throws Exception {
    Thread thread = Thread.ofPlatform().start(loop);
    detector.fails = true;
    frame();
    frame(); // taken once the first is done with
    frame();
    assertEquals(List.of(FaultCode.RECOGNIZE_FAILED), faults());
    detector.fails = false;
    frame();
    frame();
    slot.end();
    thread.join();
    assertEquals(List.of(), faults());
    assertEquals(5, detector.calls);
    assertFalse(tapped.isEmpty(), "what came after it was seen");
  }

  @Test
  void aLaneInWhichNoFrameSucceedsCountsAsStuckInTime() throws Exception {
    Thread thread = Thread.ofPlatform().start(loop);
    detector.fails = true;
    for (int i = 0; i < 6; i++) {
      frame();
      clock.advance(Duration.ofSeconds(10));
      pulse.round(clock.monotonicNanos());
    }
    slot.end();
    thread.join();
    assertTrue(pulse.isStuck(clock.monotonicNanos(), WATCHDOG));
  }
}
