package org.outrider.agent.vision;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;
import org.outrider.agent.plate.Quad;
import org.outrider.agent.plate.Reading;
import org.outrider.hal.image.Image;

/** Detect, rectify, recognize: from a picture to its looks. Used by one thread. */
public final class PlateFinder implements AutoCloseable {
  private final PlateDetector detector;
  private final PlateReader reader;
  private final @Nullable RegionReader regions;
  private final Rectifier rectifier;
  private final @Nullable Rectifier colourRectifier;

  /**
   * @param regions null for a unit that does not tell issuing states
   */
  public PlateFinder(PlateDetector detector, PlateReader reader, @Nullable RegionReader regions) {
    this.detector = detector;
    this.reader = reader;
    this.regions = regions;
    this.rectifier = new Rectifier(reader.shape());
    this.colourRectifier = regions == null ? null : new Rectifier(regions.shape());
  }

  /** All plates of a picture with what they say; a detection that says nothing is left out. */
  public List<Look> look(Image picture) {
    List<Detection> found = detector.detect(picture);
    if (found.isEmpty()) {
      return List.of();
    }
    List<Look> looks = new ArrayList<>(found.size());
    for (Detection d : found) {
      Mat patch = rectifier.cut(picture.mat(), d.quad());
      Reading reading = reader.read(patch);
      if (!reading.chars().isEmpty()) {
        looks.add(new Look(d, reading));
      }
    }
    return looks;
  }

  /** Who issued the plate in this place: asked once for a read, on its best picture. */
  public Region region(Image picture, Quad plate) {
    if (regions == null || colourRectifier == null) {
      return Region.UNKNOWN;
    }
    return regions.read(colourRectifier.cut(picture.mat(), plate));
  }

  /**
   * Runs each stage once on an empty picture of the camera's size, so that the first vehicle does
   * not pay.
   */
  public void warmUp(int widthPx, int heightPx) {
    Mat gray = new Mat(heightPx, widthPx, CvType.CV_8UC3, new Scalar(114, 114, 114));
    try (Image picture = Image.own(gray)) {
      for (int i = 0; i < 3; i++) {
        look(picture);
        Mat patch = rectifier.cut(gray, Quad.box(widthPx / 3.0, heightPx / 3.0, 120, 40));
        reader.read(patch);
        region(picture, Quad.box(widthPx / 3.0, heightPx / 3.0, 120, 60));
      }
    }
  }

  /** What the reader takes for what: true character, character read, share. */
  public Map<Character, Map<Character, Double>> confusions() {
    return reader.confusions();
  }

  /** The models in use, for the record. */
  public List<ModelId> models() {
    return regions == null
        ? List.of(detector.model(), reader.model())
        : List.of(detector.model(), reader.model(), regions.model());
  }

  @Override
  public void close() {
    detector.close();
    reader.close();
    rectifier.close();
    if (regions != null && colourRectifier != null) {
      regions.close();
      colourRectifier.close();
    }
  }
}
