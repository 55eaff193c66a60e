package org.outrider.agent.reading.vision.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.outrider.agent.base.plate.Quad;
import org.outrider.agent.base.plate.Reading;
import org.outrider.agent.base.plate.Region;
import org.outrider.agent.base.plate.RegionShares;
import org.outrider.agent.base.vehicle.Paint;
import org.outrider.agent.base.vehicle.SeenVehicle;
import org.outrider.agent.reading.vision.Detection;
import org.outrider.agent.reading.vision.PlateDetector;
import org.outrider.agent.reading.vision.PlateFinder;
import org.outrider.agent.reading.vision.PlateReader;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.image.Image;
import org.outrider.hal.sim.ManualClock;
import org.outrider.hal.sim.SimCamera;
import org.outrider.hal.sim.StreetScript;
import org.outrider.hal.spi.HalContext;

class ModelsTest {
  static final Path SHIPPED = Path.of("..", "models");
  private static final Path FOREIGN = Path.of("src", "test", "resources", "golden", "models");

  @TempDir Path folder;

  private Path copy(String name) throws Exception {
    Path to = Files.createDirectories(folder.resolve(name));
    for (String file : new String[] {"model.onnx", "manifest.json"}) {
      Files.copy(SHIPPED.resolve(name).resolve(file), to.resolve(file));
    }
    return to;
  }

  private static void change(Path model, String from, String to) throws Exception {
    Path file = model.resolve("manifest.json");
    String text = Files.readString(file);
    assertTrue(text.contains(from), "manifest has no " + from);
    Files.writeString(file, text.replace(from, to));
  }

  private static String refusal(Path model) {
    ModelException e =
        assertThrows(
            ModelException.class,
            () -> {
              if (model.endsWith("reader")) {
                Models.reader(model, 1).close();
              } else {
                Models.detector(model, DetectorOptions.DEFAULT).close();
              }
            });
    return String.valueOf(e.getMessage());
  }

  @Test
  void oneChangedByteStopsTheStart() throws Exception {
    Path model = copy("reader");
    byte[] bytes = Files.readAllBytes(model.resolve("model.onnx"));
    bytes[bytes.length / 2] ^= 1;
    Files.write(model.resolve("model.onnx"), bytes);
    String message = refusal(model);
    assertTrue(message.contains("model.onnx: sha256 ") && message.contains(", expected "), message);
  }

  @Test
  void aModelOfAnotherShapeIsRefusedWithBothShapes() throws Exception {
    Path model = copy("reader");
    change(model, "\"width\": 160", "\"width\": 128");
    String message = refusal(model);
    assertTrue(message.contains("has shape") && message.contains("48, 128]"), message);
  }

  @Test
  void aDetectorIsNoReader() throws Exception {
    Path model = copy("detector");
    Files.move(model, folder.resolve("reader"));
    assertTrue(refusal(folder.resolve("reader")).contains("task detect, expected read"));
  }

  @ParameterizedTest
  @CsvSource({
    "'\"alphabet\": ', '\"letters\": ', '\"alphabet\" is missing'",
    "'\"temperature\": ', '\"temperature\": -', 'expected a number 0.05 to 20'",
    "'\"aspect\": 2.0', '\"aspect\": 0', 'formats.us.shapes.0.aspect = 0, expected a number'",
    "'\"AAA999\": ', '\"AAB999\": ', 'expected a number above 0 by a pattern of A and 9'",
    "'\"patterns\": ', '\"texts\": ', '\"formats.us.patterns\" is missing'",
    "'outrider-columns', 'tea-leaves', 'expected outrider-columns or fixed-slots'",
    "'{', '', 'no JSON'"
  })
  void aWrongManifestSaysWhatIsExpected(String from, String to, String message) throws Exception {
    Path model = copy("reader");
    change(model, from, to);
    assertTrue(refusal(model).contains(message), refusal(model));
  }

  @Test
  void aDetectorInTheYoloLayoutCanTakeTheDetectorsPlace() throws Exception {
    try (PlateDetector detector =
            Models.detector(FOREIGN.resolve("yolo"), DetectorOptions.DEFAULT);
        Image image = Image.own(new Mat(360, 1280, CvType.CV_8UC3, new Scalar(90, 120, 80)))) {
      // the model says (10, 50) to (30, 60) of its 64 px, with score 0.9, and another box with 0.1
      List<Detection> found = detector.detect(image);
      assertEquals(1, found.size());
      Quad quad = found.getFirst().quad();
      assertEquals(200, quad.left(), 1e-3);
      assertEquals(600, quad.right(), 1e-3);
      assertEquals(0.9, found.getFirst().score(), 1e-5);
      // the letterbox puts (64 - 18) / 2 = 23 px of gray above
      assertEquals((30 - 23) * 20, quad.top(), 1e-3);
      assertEquals((36 - 23) * 20, quad.bottom(), 1e-3);
    }
  }

  @Test
  void aReaderWithFixedSlotsCanTakeTheReadersPlace() throws Exception {
    try (PlateReader reader = Models.reader(FOREIGN.resolve("slots"), 1)) {
      assertEquals(128, reader.shape().widthPx());
      Mat patch = new Mat(64, 128, CvType.CV_8UC1, new Scalar(100));
      Reading reading = reader.read(patch, 2, () -> RegionShares.NONE);
      assertEquals("AB7", reading.text());
      assertEquals('8', reading.chars().get(1).alternatives().get(1).text());
      assertEquals(0.9 * 0.7 * 0.9, reading.confidence(), 1e-3);
    }
  }

  @Test
  void aFolderWithoutAModelIsRefused() throws Exception {
    assertTrue(
        refusal(Files.createDirectories(folder.resolve("reader")))
            .contains("expected model.onnx and manifest.json"));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 900", "1300, 3", "7680, 4320", "64, 64"})
  void picturesOfAnySizeAreLookedAt(int width, int height) throws Exception {
    try (PlateFinder finder = Models.open(SHIPPED, DetectorOptions.DEFAULT);
        Image image = Image.own(new Mat(height, width, CvType.CV_8UC3, new Scalar(90, 120, 80)))) {
      assertEquals(
          0, finder.look(image).stream().filter(l -> l.reading().confidence() > 0.5).count());
    }
  }

  private Path with(String detector, String reader, String region) throws Exception {
    Path models = Files.createDirectories(folder.resolve("models"));
    for (String[] pair :
        new String[][] {{detector, "detector"}, {reader, "reader"}, {region, "region"}}) {
      Path from = Files.isDirectory(FOREIGN.resolve(pair[0])) ? FOREIGN : SHIPPED;
      Path to = Files.createDirectories(models.resolve(pair[1]));
      for (String file : new String[] {"model.onnx", "manifest.json"}) {
        Files.copy(from.resolve(pair[0]).resolve(file), to.resolve(file));
      }
    }
    return models;
  }

  private static Region region(Path models) throws Exception {
    try (PlateFinder finder = Models.open(models, DetectorOptions.DEFAULT);
        Image image = Image.own(new Mat(90, 160, CvType.CV_8UC3, new Scalar(90, 120, 80)))) {
      return finder.region(image, Quad.box(20, 20, 80, 40), List.of());
    }
  }

  @Test
  void theIssuingStateIsToldWithItsConfidence() throws Exception {
    Region region = region(with("detector", "reader", "region"));
    assertEquals("US-CT", region.code());
    assertEquals(0.75, region.confidence(), 1e-4);
  }

  @Test
  void anIssuingStateBelowTheThresholdIsUnknown() throws Exception {
    Path models = with("detector", "reader", "region");
    change(models.resolve("region"), "\"threshold\": 0.7", "\"threshold\": 0.8");
    assertEquals(Region.UNKNOWN, region(models));
  }

  @Test
  void aPlateThatDoesNotSayIsUnknown() throws Exception {
    Path models = with("detector", "reader", "region");
    change(models.resolve("region"), "\"US-CT\"", "\"\"");
    assertEquals(Region.UNKNOWN, region(models));
  }

  @Test
  void withoutARegionModelEveryStateIsUnknown() throws Exception {
    Path models = with("detector", "reader", "region");
    for (String file : new String[] {"model.onnx", "manifest.json"}) {
      Files.delete(models.resolve("region").resolve(file));
    }
    Files.delete(models.resolve("region"));
    assertEquals(Region.UNKNOWN, region(models));
  }

  @Test
  void aModelOfAnUnknownOpsetIsRefused() throws Exception {
    Path models = with("detector", "reader", "future");
    ModelException e =
        assertThrows(
            ModelException.class, () -> Models.open(models, DetectorOptions.DEFAULT).close());
    assertTrue(String.valueOf(e.getMessage()).contains("not loadable"), e.getMessage());
  }

  @Test
  void aDetectorThatGivesNoNumbersFindsNothing() throws Exception {
    try (PlateDetector detector =
            Models.detector(FOREIGN.resolve("corners"), DetectorOptions.DEFAULT);
        Image image = Image.own(new Mat(360, 640, CvType.CV_8UC3, new Scalar(90, 120, 80)))) {
      assertEquals(List.of(), detector.detect(image));
    }
  }

  @Test
  void aReaderThatGivesNoNumbersReadsNothing() throws Exception {
    try (PlateReader reader = Models.reader(FOREIGN.resolve("columns"), 1)) {
      Mat patch = new Mat(48, 160, CvType.CV_8UC1, new Scalar(90));
      assertEquals(Reading.NOTHING, reader.read(patch, 2, () -> RegionShares.NONE));
      patch.release();
    }
  }

  @Test
  void aRegionNetThatGivesNoNumbersIsSaidByItsName() throws Exception {
    Path models = with("detector", "reader", "regions");
    assertEquals(
        "nan-regions: gave what is no number",
        assertThrows(IllegalStateException.class, () -> region(models)).getMessage());
  }

  /** A parked car's picture somewhere in a 4K frame that shows nothing else. */
  private static List<String> readIn4K(int x, int y) throws Exception {
    HalContext context =
        new HalContext("far", new ManualClock(Instant.parse("2026-11-21T12:00:00Z")));
    StreetScript street = StreetScript.parked("GXY1284", 9, StreetScript.Light.DAY);
    DetectorOptions options = new DetectorOptions(3840, true, OptionalDouble.empty(), 12, 1);
    try (PlateFinder finder = Models.open(SHIPPED, options);
        SimCamera camera = new SimCamera(street, 960, 540, 1, false, context);
        Frame car = (Frame) camera.next();
        Image frame = Image.own(new Mat(2160, 3840, CvType.CV_8UC3, new Scalar(90, 95, 100)))) {
      Mat part = frame.mat().submat(new Rect(x, y, 960, 540));
      car.image().mat().copyTo(part);
      part.release();
      return finder.look(frame).stream()
          .filter(l -> l.reading().confidence() > 0.4)
          .map(l -> l.reading().text())
          .toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "2880, 0", "0, 1620", "2880, 1620", "760, 420", "1400, 800", "1430, 790"})
  void aPlateIsReadOnceAnywhereInAFrameOfManyTiles(int x, int y) throws Exception {
    assertEquals(List.of("GXY1284"), readIn4K(x, y));
  }

  private SeenVehicle vehicle(Path models, Scalar color) throws Exception {
    Path to = Files.createDirectories(models.resolve("paint"));
    for (String file : new String[] {"model.onnx", "manifest.json"}) {
      if (!Files.exists(to.resolve(file))) {
        Files.copy(FOREIGN.resolve("paint").resolve(file), to.resolve(file));
      }
    }
    try (PlateFinder finder = Models.open(models, DetectorOptions.DEFAULT);
        Image image = Image.own(new Mat(90, 160, CvType.CV_8UC3, color))) {
      return finder.vehicle(image, Quad.box(20, 20, 80, 40));
    }
  }

  private static final Scalar COLOURED = new Scalar(90, 120, 80);

  @Test
  @Tag("CAP-02")
  void theVehiclesColourIsToldWithItsConfidence() throws Exception {
    SeenVehicle seen = vehicle(with("detector", "reader", "region"), COLOURED);
    assertEquals(Optional.of(Paint.RED), seen.color());
    assertEquals(0.85, seen.confidence(), 1e-4);
  }

  @Test
  @Tag("CAP-02")
  void aColourBelowTheThresholdIsUnknown() throws Exception {
    Path models = with("detector", "reader", "region");
    vehicle(models, COLOURED);
    change(models.resolve("paint"), "\"threshold\": 0.7", "\"threshold\": 0.9");
    assertEquals(SeenVehicle.UNKNOWN, vehicle(models, COLOURED));
  }

  @Test
  @Tag("CAP-02")
  void onAPictureWithoutColourNoneIsTold() throws Exception {
    Path models = with("detector", "reader", "region");
    assertEquals(SeenVehicle.UNKNOWN, vehicle(models, new Scalar(90, 92, 91)));
  }

  @Test
  @Tag("CAP-02")
  void aUnitThatMayNotTellColoursDoesNotLoadTheirModel() throws Exception {
    Path models = with("detector", "reader", "region");
    vehicle(models, COLOURED);
    try (PlateFinder finder = Models.open(models, DetectorOptions.DEFAULT, false);
        Image image = Image.own(new Mat(90, 160, CvType.CV_8UC3, COLOURED))) {
      assertEquals(SeenVehicle.UNKNOWN, finder.vehicle(image, Quad.box(20, 20, 80, 40)));
      assertTrue(finder.models().stream().noneMatch(m -> m.name().equals("paint-sample")));
    }
  }

  @Test
  void aPaintModelWithColoursOfItsOwnIsRefused() throws Exception {
    Path models = with("detector", "reader", "region");
    vehicle(models, COLOURED);
    change(models.resolve("paint"), "\"red\"", "\"magenta\"");
    String said = assertThrows(ModelException.class, () -> vehicle(models, COLOURED)).getMessage();
    assertTrue(said.contains("colors = magenta, expected any of [black, gray"), said);
  }
}
