package org.outrider.agent.reading.track;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.outrider.agent.base.plate.CharReading;
import org.outrider.agent.base.plate.Quad;
import org.outrider.agent.base.plate.Reading;
import org.outrider.agent.reading.vision.Detection;
import org.outrider.agent.reading.vision.Look;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.image.Image;
import org.outrider.hal.image.NativeImages;
import org.outrider.hal.sim.ManualClock;

/** Passes and repeats from looks made by hand, at ten frames a second. */
class PassTrackerTest {
  private static final Quad PLATE = Quad.box(100, 100, 60, 20);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-12-01T12:00:00Z"));
  private final PassTracker tracker = new PassTracker(TrackOptions.DEFAULT);
  private final long start = clock.monotonicNanos();
  private final List<String> events = new ArrayList<>();
  private long sequence;

  @BeforeEach
  void load() {
    NativeImages.load();
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  private static Look look(String text, double confidence) {
    double each = Math.pow(confidence, 1.0 / text.length());
    List<CharReading> chars =
        text.chars()
            .mapToObj(
                c ->
                    new CharReading(
                        List.of(
                            new CharReading.Alternative((char) c, each),
                            new CharReading.Alternative('X', 1 - each)),
                        0,
                        0,
                        1))
            .toList();
    return new Look(new Detection(PLATE, 0.9), new Reading(chars, confidence));
  }

  private void note(List<TrackEvent> all) {
    for (TrackEvent event : all) {
      try (event) {
        Pass pass = event.pass();
        events.add(
            "%s %d %s at %.1f s, decided %.1f s"
                .formatted(
                    event instanceof TrackEvent.Early ? "early" : "final",
                    event.passNumber(),
                    pass.plate().raw(),
                    (clock.monotonicNanos() - start) / 1e9,
                    (pass.decided().monotonicNanos() - start) / 1e9));
      }
    }
  }

  /** Lets frames pass, each with these looks. */
  private void frames(double seconds, Look... looks) {
    for (int i = 0; i < Math.round(seconds * 10); i++) {
      clock.advance(Duration.ofMillis(100));
      try (Frame frame =
          new Frame(
              "front",
              sequence++,
              clock.stamp(),
              Image.own(new Mat(300, 400, CvType.CV_8UC3)),
              "")) {
        note(tracker.accept(frame, clock.monotonicNanos(), List.of(looks)));
      }
    }
  }

  @Test
  void aCarHiddenForAWhileThatThenStaysIsOnePass() {
    frames(0.5, look("ABC123", 0.95));
    frames(3, new Look[0]);
    frames(72, look("ABC123", 0.95));
    frames(12, new Look[0]);
    assertEquals(
        List.of("early 1 ABC123 at 0.2 s, decided 0.2 s", "final 1 ABC123 at 1.5 s, decided 0.2 s"),
        events);
  }

  @Test
  void aParkedCarThatIsHiddenNowAndThenIsReportedOnce() {
    for (int i = 0; i < 8; i++) {
      frames(20, look("ABC123", 0.95));
      frames(5, new Look[0]);
    }
    frames(12, new Look[0]);
    assertEquals(2, events.size(), events.toString());
  }

  @Test
  @Tag("ALR-01")
  void aCarSeenOnceBeforeItWasHiddenIsReportedAtItsFirstStableLook() {
    frames(0.1, look("ABC123", 0.95));
    frames(2, new Look[0]);
    frames(30, look("ABC123", 0.95));
    assertEquals(List.of("early 2 ABC123 at 2.3 s, decided 2.3 s"), events);
  }

  @Test
  @Tag("ALR-01")
  void aCarThatComesBackIsReportedAtItsFirstStableLook() {
    frames(0.5, look("ABC123", 0.95));
    frames(10, new Look[0]);
    frames(2, look("ABC123", 0.95));
    assertEquals(
        List.of(
            "early 1 ABC123 at 0.2 s, decided 0.2 s",
            "final 1 ABC123 at 1.5 s, decided 0.2 s",
            "early 2 ABC123 at 10.7 s, decided 10.7 s"),
        events);
  }

  @Test
  void aPassThatIsNeverSureIsDecidedAtTheLookFromWhichItCouldHaveBeenReported() {
    frames(0.4, look("ABC123", 0.45));
    frames(2, new Look[0]);
    assertEquals(List.of("final 1 ABC123 at 1.4 s, decided 0.2 s"), events);
  }

  @Test
  void aPassOpenedEarlyIsClosedThoughItEndsWithAPlateOfAMomentAgo() {
    frames(0.5, look("ABC123", 0.95));
    frames(2, new Look[0]);
    frames(0.3, look("ABC128", 0.95));
    frames(2, look("ABC123", 0.99));
    frames(2, new Look[0]);
    List<String> ends = events.stream().filter(e -> e.startsWith("final 2")).toList();
    assertEquals(1, ends.size(), events.toString());
  }
}
