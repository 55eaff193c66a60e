package org.outrider.agent.upkeep.checkup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.opencv.core.Core;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Finding;
import org.outrider.agent.base.health.Finding.Verdict;
import org.outrider.agent.base.health.Limits;
import org.outrider.agent.hotlist.AgeLimits;
import org.outrider.agent.reading.vision.ViewQuality;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.image.Image;
import org.outrider.hal.sim.SimCamera;
import org.outrider.hal.sim.StreetScript;
import org.outrider.hal.spi.HalContext;

class CheckupTest {
  private final Checkup checkup = new Checkup(new SystemClock());

  /** A street as a camera sees it, changed. */
  @FunctionalInterface
  private interface Lens {
    void change(Mat frame);
  }

  private static ViewQuality street(Lens lens) throws Exception {
    StreetScript script = StreetScript.parked("TEST123", 5, StreetScript.Light.DAY);
    try (SimCamera camera =
        new SimCamera(script, 1280, 720, 5, false, new HalContext("front", new SystemClock()))) {
      if (camera.next() instanceof Frame frame) {
        try (frame) {
          lens.change(frame.image().mat());
          return ViewQuality.of(frame.image());
        }
      }
      throw new AssertionError("no frame");
    }
  }

  private Finding judged(ViewQuality view, boolean isFrozen) {
    checkup.camera("front", view, 5, isFrozen);
    return checkup.findings().getLast();
  }

  @Test
  @Tag("INV-05")
  void aSharpViewIsGoodAndTellsItsFigures() throws Exception {
    Finding found = judged(street(m -> {}), false);
    assertEquals(Verdict.GOOD, found.verdict(), found.toString());
    assertTrue(found.value().startsWith("1280x720, 5 frames/s, brightness "), found.value());
    assertEquals("", found.advice());
  }

  @Test
  @Tag("INV-05")
  void aViewOutOfFocusIsToBeFocused() throws Exception {
    ViewQuality view = street(m -> Imgproc.GaussianBlur(m, m, new Size(0, 0), 3));
    Finding found = judged(view, false);
    assertEquals(Verdict.WARN, found.verdict(), found.toString());
    assertTrue(found.advice().contains("focus"), found.advice());
  }

  @Test
  @Tag("INV-05")
  void aDarkViewAndABrightOneAreToBeExposedOtherwise() throws Exception {
    Finding dark = judged(street(m -> Core.multiply(m, Scalar.all(0.1), m)), false);
    assertTrue(
        dark.verdict() == Verdict.WARN && dark.advice().startsWith("too dark"), dark.value());
    Finding bright = judged(street(m -> Core.add(m, Scalar.all(200), m)), false);
    assertTrue(
        bright.verdict() == Verdict.WARN && bright.advice().startsWith("too bright"),
        bright.value());
  }

  @Test
  @Tag("INV-05")
  void aCameraThatHangsIsBadHoweverGoodItsPicture() throws Exception {
    assertEquals(Verdict.BAD, judged(street(m -> {}), true).verdict());
    assertEquals(Verdict.BAD, checkup.worst());
  }

  @Test
  @Tag("INV-05")
  void whatIsWrongWithTheListsIsBadAndAStaleOneIsJudgedByItsAge() {
    checkup.lists(
        List.of(),
        new AgeLimits(Duration.ofHours(24), Duration.ofHours(72)),
        List.of(
            new Fault(FaultCode.HOTLIST_STALE, "list", "old"),
            new Fault(FaultCode.CAMERA_LOST, "front", "unplugged"),
            new Fault(FaultCode.CUSTOM_ENTRIES_UNREADABLE, "custom", "malformed"),
            new Fault(FaultCode.HOTLIST_MISSING, "list", "no file")));
    assertEquals(
        List.of("BAD malformed", "BAD no file"),
        checkup.findings().stream().map(f -> f.verdict() + " " + f.value()).toList());
  }

  @Test
  void moreThanAThousandWaitingRecordsAreABacklogWithAdvice() {
    checkup.backlog(Map.of("read.new", Limits.MAX_WAITING, "read.done", 5_000L), true);
    checkup.backlog(Map.of("read.new", Limits.MAX_WAITING, "hit.new", 1L), true);
    assertEquals(
        List.of(
            new Finding("backlog", Verdict.GOOD, "1000 rows wait for central", ""),
            new Finding(
                "backlog",
                Verdict.WARN,
                "1001 rows wait for central",
                FaultCode.UPLINK_DOWN.advice())),
        checkup.findings());
  }

  @Test
  void aFaultOfTheListsComesWithItsAdvice() {
    checkup.lists(
        List.of(),
        new AgeLimits(Duration.ofHours(24), Duration.ofHours(72)),
        List.of(new Fault(FaultCode.HOTLIST_MISSING, "hotlist", "none")));
    assertEquals(FaultCode.HOTLIST_MISSING.advice(), checkup.findings().getFirst().advice());
  }

  @Test
  void aGrayPictureIsMeasuredAsAnyOther() {
    try (Image gray = Image.own(new Mat(100, 200, org.opencv.core.CvType.CV_8UC3, Scalar.all(7)))) {
      ViewQuality view = ViewQuality.of(gray);
      assertEquals(List.of(200, 100), List.of(view.widthPx(), view.heightPx()));
      assertEquals(7, view.brightness(), 0.01);
      assertEquals(0, view.sharpness(), 0.01);
    }
  }
}
