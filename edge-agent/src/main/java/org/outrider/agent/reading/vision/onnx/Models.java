package org.outrider.agent.reading.vision.onnx;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.reading.vision.ModelId;
import org.outrider.agent.reading.vision.PaintReader;
import org.outrider.agent.reading.vision.PlateDetector;
import org.outrider.agent.reading.vision.PlateFinder;
import org.outrider.agent.reading.vision.PlateReader;
import org.outrider.agent.reading.vision.RegionReader;
import org.outrider.hal.image.NativeImages;

/** Opens model folders; the manifest's output format chooses the adapter. */
public final class Models {
  private static final String SECOND = "second-reader";

  private Models() {}

  /**
   * Opens {@code detector}, {@code reader} and, where they exist, {@code region}, {@code paint} and
   * {@code second-reader}.
   */
  public static PlateFinder open(Path models, DetectorOptions options) throws ModelException {
    return open(models, options, InferenceListener.NONE);
  }

  /** The same, with a listener to each inference. */
  public static PlateFinder open(Path models, DetectorOptions options, InferenceListener listener)
      throws ModelException {
    return open(models, options, listener, true);
  }

  /** The same for an agency whose policy may not let anything be told of vehicles (CAP-02). */
  public static PlateFinder open(Path models, DetectorOptions options, boolean tellsVehicle)
      throws ModelException {
    return open(models, options, InferenceListener.NONE, tellsVehicle);
  }

  private static PlateFinder open(
      Path models, DetectorOptions options, InferenceListener listener, boolean tellsVehicle)
      throws ModelException {
    PlateDetector detector = detector(models.resolve("detector"), options, listener);
    @Nullable PlateReader reader = null;
    @Nullable RegionReader region = null;
    @Nullable PaintReader paint = null;
    try {
      reader = reader(models.resolve("reader"), options.threads(), listener);
      region = region(models.resolve("region"), options, listener);
      paint = tellsVehicle ? paint(models.resolve("paint"), options, listener) : null;
      return new PlateFinder(
          detector, reader, region, paint, second(models.resolve(SECOND), options, listener));
    } catch (ModelException e) {
      detector.close();
      if (reader != null) {
        reader.close();
      }
      if (region != null) {
        region.close();
      }
      if (paint != null) {
        paint.close();
      }
      throw e;
    }
  }

  /** Opens a region model; null where the folder is not there: regions are then unknown. */
  private static @Nullable RegionReader region(
      Path folder, DetectorOptions options, InferenceListener listener) throws ModelException {
    ModelFolder model = optional(folder, "region", "outrider-regions");
    return model == null ? null : new SoftmaxRegion(model, options.threads(), listener);
  }

  /** Opens a paint model; null where the folder is not there: colours are then unknown. */
  private static @Nullable PaintReader paint(
      Path folder, DetectorOptions options, InferenceListener listener) throws ModelException {
    ModelFolder model = optional(folder, "paint", "outrider-colors");
    return model == null ? null : new SoftmaxPaint(model, options.threads(), listener);
  }

  /** Opens a second reader; null where the folder does not exist: no read is then confirmed. */
  private static @Nullable PlateReader second(
      Path folder, DetectorOptions options, InferenceListener listener) throws ModelException {
    ModelFolder model = optional(folder, "read", "fixed-slots");
    return model == null ? null : new SlotReader(model, options.threads(), listener);
  }

  /** A folder that may be missing, of a task that has one format. */
  private static @Nullable ModelFolder optional(Path folder, String task, String format)
      throws ModelException {
    if (!Files.isDirectory(folder)) {
      return null;
    }
    ModelFolder model = ModelFolder.open(folder, task);
    String has = model.text("output.format");
    if (!has.equals(format)) {
      throw new ModelException(
          "%s/manifest.json: output.format = %s, expected %s".formatted(folder, has, format));
    }
    return model;
  }

  /** What lies in a folder of models, its hashes checked; nothing is run. */
  public static List<ModelId> ids(Path models) throws ModelException {
    List<ModelId> out = new ArrayList<>();
    out.add(ModelFolder.open(models.resolve("detector"), "detect").id());
    out.add(ModelFolder.open(models.resolve("reader"), "read").id());
    for (String task : List.of("region", "paint")) {
      if (Files.isDirectory(models.resolve(task))) {
        out.add(ModelFolder.open(models.resolve(task), task).id());
      }
    }
    if (Files.isDirectory(models.resolve(SECOND))) {
      out.add(ModelFolder.open(models.resolve(SECOND), "read").id());
    }
    return out;
  }

  /** Opens a detector. */
  public static PlateDetector detector(Path folder, DetectorOptions options) throws ModelException {
    return detector(folder, options, InferenceListener.NONE);
  }

  private static PlateDetector detector(
      Path folder, DetectorOptions options, InferenceListener listener) throws ModelException {
    NativeImages.load();
    ModelFolder model = ModelFolder.open(folder, "detect");
    String format = model.text("output.format");
    return switch (format) {
      case "outrider-corners" -> new CornerDetector(model, options, listener);
      case "yolo-end-to-end" -> new YoloDetector(model, options, listener);
      default ->
          throw new ModelException(
              "%s/manifest.json: output.format = %s, expected outrider-corners or yolo-end-to-end"
                  .formatted(folder, format));
    };
  }

  /** Opens a reader. */
  public static PlateReader reader(Path folder, int threads) throws ModelException {
    return reader(folder, threads, InferenceListener.NONE);
  }

  private static PlateReader reader(Path folder, int threads, InferenceListener listener)
      throws ModelException {
    NativeImages.load();
    ModelFolder model = ModelFolder.open(folder, "read");
    String format = model.text("output.format");
    return switch (format) {
      case "outrider-columns" -> new ColumnReader(model, threads, listener);
      case "fixed-slots" -> new SlotReader(model, threads, listener);
      default ->
          throw new ModelException(
              "%s/manifest.json: output.format = %s, expected outrider-columns or fixed-slots"
                  .formatted(folder, format));
    };
  }
}
