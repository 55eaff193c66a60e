package org.outrider.agent.reading.vision.onnx;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.opencv.core.Mat;
import org.outrider.agent.base.vehicle.Paint;
import org.outrider.agent.base.vehicle.SeenVehicle;
import org.outrider.agent.reading.vision.ModelId;
import org.outrider.agent.reading.vision.PaintReader;
import org.outrider.agent.reading.vision.ViewShape;

/**
 * Our own paint net: one logit per colour. Below the manifest's threshold, and on a picture without
 * colour such as that of an infrared camera, nothing is told.
 */
final class SoftmaxPaint implements PaintReader {
  private final Classifier classifier;
  private final ViewShape shape;
  private final List<Paint> paints = new ArrayList<>();
  private final double threshold;
  private final double leastChroma;

  SoftmaxPaint(ModelFolder model, int threads, InferenceListener listener) throws ModelException {
    shape =
        new ViewShape(
            model.integer("input.width", 16, 512),
            model.integer("input.height", 16, 512),
            model.number("input.plate_width", 1, 512),
            model.number("input.plate_x", 0, 512),
            model.number("input.plate_y", 0, 512));
    for (String name : model.texts("colors")) {
      paints.add(paint(model, name));
    }
    threshold = model.number("threshold", 0, 1);
    leastChroma = model.number("input.least_chroma", 0, 255);
    classifier =
        new Classifier(model, threads, listener, shape.widthPx(), shape.heightPx(), paints.size());
  }

  private static Paint paint(ModelFolder model, String name) throws ModelException {
    for (Paint p : Paint.values()) {
      if (p.code().equals(name)) {
        return p;
      }
    }
    throw new ModelException(
        "%s/manifest.json: colors = %s, expected any of %s"
            .formatted(
                model.folder(), name, List.of(Paint.values()).toString().toLowerCase(Locale.ROOT)));
  }

  @Override
  public ViewShape shape() {
    return shape;
  }

  @Override
  public SeenVehicle read(Mat view) {
    if (chroma(classifier.pixels(view)) < leastChroma) {
      return SeenVehicle.UNKNOWN;
    }
    double[] all = classifier.probabilities(value -> value & 0xff);
    if (!(all[Classifier.best(all)] >= threshold)) { // nor where it is no number
      return SeenVehicle.UNKNOWN;
    }
    Map<Paint, Double> out = new EnumMap<>(Paint.class);
    for (int k = 0; k < all.length; k++) {
      out.put(paints.get(k), all[k]);
    }
    return new SeenVehicle(out);
  }

  /** How far the three channels are apart on the average. */
  private static double chroma(byte[] pixels) {
    long apart = 0;
    for (int i = 0; i < pixels.length; i += 3) {
      int b = pixels[i] & 0xff;
      int g = pixels[i + 1] & 0xff;
      int r = pixels[i + 2] & 0xff;
      apart += Math.max(b, Math.max(g, r)) - Math.min(b, Math.min(g, r));
    }
    return apart / (pixels.length / 3.0);
  }

  @Override
  public ModelId model() {
    return classifier.model();
  }

  @Override
  public void close() {
    classifier.close();
  }
}
