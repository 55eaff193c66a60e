package org.outrider.agent.vision;

import java.util.ArrayList;
import java.util.List;
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
  private final Rectifier rectifier;

  public PlateFinder(PlateDetector detector, PlateReader reader) {
    this.detector = detector;
    this.reader = reader;
    this.rectifier = new Rectifier(reader.shape());
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
      }
    }
  }

  public ModelId detectorModel() {
    return detector.model();
  }

  public ModelId readerModel() {
    return reader.model();
  }

  @Override
  public void close() {
    detector.close();
    reader.close();
    rectifier.close();
  }
}
