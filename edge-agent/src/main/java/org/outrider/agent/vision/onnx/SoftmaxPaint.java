package org.outrider.agent.vision.onnx;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.opencv.core.Mat;
import org.outrider.agent.vehicle.Paint;
import org.outrider.agent.vehicle.SeenVehicle;
import org.outrider.agent.vision.ModelId;
import org.outrider.agent.vision.PaintReader;
import org.outrider.agent.vision.ViewShape;

/**
 * Our own paint net: one logit per colour. Below the manifest's threshold, and on a picture without
 * colour such as that of an infrared camera, nothing is told.
 */
final class SoftmaxPaint implements PaintReader {
  private final Session session;
  private final Session.Binding binding;
  private final FloatBuffer logits;
  private final ViewShape shape;
  private final List<Paint> paints = new ArrayList<>();
  private final double temperature;
  private final double threshold;
  private final double leastChroma;
  private final byte[] pixels;

  SoftmaxPaint(ModelFolder model, int threads, InferenceListener listener) throws ModelException {
    session = new Session(model, threads, listener);
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
    temperature = model.number("temperature", 0.05, 20);
    threshold = model.number("threshold", 0, 1);
    leastChroma = model.number("input.least_chroma", 0, 255);
    session.expect(true, model.text("input.name"), -1, 3, shape.heightPx(), shape.widthPx());
    session.expect(false, model.text("output.name"), -1, paints.size());
    binding =
        session
        .new Binding(
            model.text("input.name"), session.bind(1, 3, shape.heightPx(), shape.widthPx()));
    logits = binding.output(model.text("output.name"), 1, paints.size()).floats();
    pixels = new byte[3 * shape.widthPx() * shape.heightPx()];
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
    if (view.channels() != 3 || view.cols() != shape.widthPx() || view.rows() != shape.heightPx()) {
      throw new IllegalArgumentException(
          "view %dx%d with %d channels, expected %dx%d with 3"
              .formatted(
                  view.cols(), view.rows(), view.channels(), shape.widthPx(), shape.heightPx()));
    }
    view.get(0, 0, pixels);
    if (chroma() < leastChroma) {
      return SeenVehicle.UNKNOWN;
    }
    FloatBuffer in = binding.input.floats();
    int plane = pixels.length / 3;
    for (int i = 0; i < plane; i++) {
      for (int c = 0; c < 3; c++) {
        in.put(c * plane + i, pixels[3 * i + c] & 0xff);
      }
    }
    binding.run();
    return told();
  }

  private SeenVehicle told() {
    double highest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < paints.size(); k++) {
      highest = Math.max(highest, logits.get(k));
    }
    double sum = 0;
    double[] shares = new double[paints.size()];
    for (int k = 0; k < shares.length; k++) {
      shares[k] = Math.exp((logits.get(k) - highest) / temperature);
      sum += shares[k];
    }
    Map<Paint, Double> out = new EnumMap<>(Paint.class);
    for (int k = 0; k < shares.length; k++) {
      out.put(paints.get(k), shares[k] / sum);
    }
    // the highest share is one before it is divided
    return 1 / sum >= threshold ? new SeenVehicle(out) : SeenVehicle.UNKNOWN;
  }

  /** How far the three channels are apart on the average. */
  private double chroma() {
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
    return session.model().id();
  }

  @Override
  public void close() {
    binding.close();
    session.close();
  }
}
