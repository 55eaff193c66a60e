package org.outrider.agent.reading.vision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;
import org.outrider.agent.base.plate.CharReading;
import org.outrider.agent.base.plate.Quad;
import org.outrider.agent.base.plate.Reading;
import org.outrider.agent.base.plate.RegionShares;
import org.outrider.hal.image.Image;
import org.outrider.hal.image.NativeImages;

/** What is done where a number fills little of what was taken for its plate. */
class PlateFinderTest {
  private static final Quad RECESS = Quad.box(100, 100, 200, 60);
  private static final Quad PLATE = Quad.box(120, 105, 100, 50);

  @BeforeAll
  static void load() {
    NativeImages.load();
  }

  /** Finds the recess, and the plate when it is asked again. */
  private static final class Detector implements PlateDetector {
    final List<Detection> guesses = new ArrayList<>();
    Quad first = RECESS;
    Optional<Detection> second = Optional.of(new Detection(PLATE, 0.9));

    @Override
    public List<Detection> detect(Image picture) {
      return List.of(new Detection(first, 0.8));
    }

    @Override
    public Optional<Detection> lookAgain(Image picture, Detection guess) {
      guesses.add(guess);
      return second;
    }

    @Override
    public ModelId model() {
      return new ModelId("d", "1", "0".repeat(64));
    }

    @Override
    public void close() {}
  }

  /** Says one thing after the other. */
  private record Reader(Deque<Reading> says) implements PlateReader {
    @Override
    public Reading read(Mat patch, double aspect, Supplier<RegionShares> region) {
      return says.remove();
    }

    @Override
    public PatchShape shape() {
      return new PatchShape(160, 48, true, 0, 0);
    }

    @Override
    public Map<Character, Map<Character, Double>> confusions() {
      return Map.of();
    }

    @Override
    public ModelId model() {
      return new ModelId("r", "1", "0".repeat(64));
    }

    @Override
    public void close() {}
  }

  private static Reading reading(String text, double confidence, double from, double to) {
    List<CharReading> chars = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      double step = (to - from) / text.length();
      chars.add(
          new CharReading(
              List.of(new CharReading.Alternative(text.charAt(i), 0.9)),
              0,
              from + i * step,
              from + (i + 1) * step));
    }
    return new Reading(chars, confidence);
  }

  private static Look look(Detector detector, Reading... says) {
    try (PlateFinder finder =
            new PlateFinder(
                detector, new Reader(new ArrayDeque<>(List.of(says))), null, null, null);
        Image picture = Image.own(new Mat(300, 400, CvType.CV_8UC3, new Scalar(90, 90, 90)))) {
      return finder.look(picture).getFirst();
    }
  }

  @Test
  void aNumberInARecessIsLookedForOnceMoreAndTheTighterCornersStand() {
    Detector detector = new Detector();
    Look look =
        look(detector, reading("ABC123", 0.6, 0.1, 0.6), reading("ABC123", 0.9, 0.05, 0.95));
    Quad guess = detector.guesses.getFirst().quad();
    assertEquals(100 + 200 * (0.1 - 0.045), guess.left(), 1e-6);
    assertEquals(100 + 200 * (0.6 + 0.045), guess.right(), 1e-6);
    assertEquals(100, guess.top(), 1e-6);
    assertEquals(PLATE, look.detection().quad());
    assertEquals(0.9, look.reading().confidence());
  }

  @Test
  void theSurerOfTwoReadingsThatSayTheSameStands() {
    Look look =
        look(new Detector(), reading("ABC123", 0.8, 0.1, 0.6), reading("ABC123", 0.5, 0.1, 0.9));
    assertEquals(PLATE, look.detection().quad());
    assertEquals(0.8, look.reading().confidence());
  }

  @Test
  void aSecondLookThatSaysSomethingElseChangesNothing() {
    Look look =
        look(new Detector(), reading("ABC123", 0.6, 0.1, 0.6), reading("A8C123", 0.9, 0.1, 0.9));
    assertEquals(RECESS, look.detection().quad());
    assertEquals("ABC123", look.reading().text());
    Detector blind = new Detector();
    blind.second = Optional.empty();
    assertEquals(
        RECESS, look(blind, reading("ABC123", 0.6, 0.1, 0.6)).detection().quad(), "none is there");
  }

  @Test
  void aNumberThatFillsItsPlateAndASignOfTwoLettersAreNotLookedForAgain() {
    Detector detector = new Detector();
    look(detector, reading("ABC123", 0.6, 0.1, 0.9));
    look(detector, reading("ABC", 0.6, 0.1, 0.5));
    assertTrue(detector.guesses.isEmpty());
  }

  /** Counts how often it is asked, and fails when it shall. */
  private static final class Regions implements RegionReader {
    private int asked;
    private boolean fails;

    @Override
    public PatchShape shape() {
      return new PatchShape(256, 128, false, 0, 0);
    }

    @Override
    public RegionShares read(Mat patch) {
      asked++;
      if (fails) {
        throw new IllegalStateException("region: inference failed");
      }
      return new RegionShares(List.of("US-CT"), new double[] {1}, 0.5);
    }

    @Override
    public ModelId model() {
      return new ModelId("s", "1", "0".repeat(64));
    }

    @Override
    public void close() {}
  }

  /** Wants to know of each patch, {@code times} times, who issued it. */
  private record Asking(int times, List<Double> told) implements PlateReader {
    @Override
    public Reading read(Mat patch, double aspect, Supplier<RegionShares> region) {
      for (int i = 0; i < times; i++) {
        told.add(region.get().of("US-CT"));
      }
      return reading("ABC123", 0.6, 0.1, 0.6);
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

  private static List<Double> asks(int times, Regions regions) {
    return asks(times, regions, RECESS);
  }

  private static List<Double> asks(int times, Regions regions, Quad plate) {
    List<Double> told = new ArrayList<>();
    Detector detector = new Detector();
    detector.first = plate;
    try (PlateFinder finder =
            new PlateFinder(detector, new Asking(times, told), regions, null, null);
        Image picture = Image.own(new Mat(300, 400, CvType.CV_8UC3, new Scalar(90, 90, 90)))) {
      assertEquals("ABC123", finder.look(picture).getFirst().reading().text());
    }
    return told;
  }

  @Test
  void whoIssuedAPlateIsLookedAtOnceHoweverOftenTheReaderAsksAndNeverWhereItDoesNot() {
    Regions regions = new Regions();
    assertEquals(List.of(1.0, 1.0, 1.0, 1.0), asks(2, regions), "two looks, two times each");
    assertEquals(1, regions.asked);
    asks(0, regions);
    assertEquals(1, regions.asked);
  }

  @Test
  void onAPlateTooSmallForWordsNobodyLooksWhoIssuedIt() {
    Regions regions = new Regions();
    assertEquals(List.of(0.0, 0.0), asks(1, regions, Quad.box(100, 100, 99, 40)));
    assertEquals(0, regions.asked);
    assertEquals(List.of(1.0, 1.0), asks(1, regions, Quad.box(100, 100, 101, 40)));
  }

  @Test
  void aNumberIsReadThoughTheRegionModelCannotBeRun() {
    Regions regions = new Regions();
    regions.fails = true;
    assertEquals(List.of(0.0, 0.0), asks(1, regions));
    assertEquals(1, regions.asked, "not again for the same plate");
  }
}
