package org.outrider.agent.vision.onnx;

import java.nio.FloatBuffer;
import java.util.List;
import org.opencv.core.Mat;
import org.outrider.agent.vision.ModelId;
import org.outrider.agent.vision.PatchShape;
import org.outrider.agent.vision.Region;
import org.outrider.agent.vision.RegionReader;

/**
 * Our own region net: one logit per issuing authority. Below the manifest's threshold, or where the
 * best class has no code, the region is unknown.
 */
final class SoftmaxRegion implements RegionReader {
  private final Session session;
  private final Session.Binding binding;
  private final FloatBuffer logits;
  private final PatchShape shape;
  private final List<String> regions;
  private final double temperature;
  private final double threshold;
  private final double leastDeviation;
  private final byte[] pixels;

  SoftmaxRegion(ModelFolder model, int threads, InferenceListener listener) throws ModelException {
    session = new Session(model, threads, listener);
    shape =
        new PatchShape(
            model.integer("input.width", 16, 1024),
            model.integer("input.height", 8, 512),
            false,
            model.number("input.margin_x", 0, 0.5),
            model.number("input.margin_y", 0, 0.5));
    regions = model.texts("regions");
    temperature = model.number("temperature", 0.05, 20);
    threshold = model.number("threshold", 0, 1);
    leastDeviation = model.number("input.least_deviation", 0, 128);
    session.expect(true, model.text("input.name"), -1, 3, shape.heightPx(), shape.widthPx());
    session.expect(false, model.text("output.name"), -1, regions.size());
    binding =
        session
        .new Binding(
            model.text("input.name"), session.bind(1, 3, shape.heightPx(), shape.widthPx()));
    logits = binding.output(model.text("output.name"), 1, regions.size()).floats();
    pixels = new byte[3 * shape.widthPx() * shape.heightPx()];
  }

  @Override
  public PatchShape shape() {
    return shape;
  }

  @Override
  public Region read(Mat patch) {
    if (patch.channels() != 3
        || patch.cols() != shape.widthPx()
        || patch.rows() != shape.heightPx()) {
      throw new IllegalArgumentException(
          "patch %dx%d with %d channels, expected %dx%d with 3"
              .formatted(
                  patch.cols(), patch.rows(), patch.channels(), shape.widthPx(), shape.heightPx()));
    }
    patch.get(0, 0, pixels);
    standardise();
    binding.run();
    int best = 0;
    double sum = 0;
    for (int k = 1; k < regions.size(); k++) {
      best = logits.get(k) > logits.get(best) ? k : best;
    }
    for (int k = 0; k < regions.size(); k++) {
      sum += Math.exp((logits.get(k) - logits.get(best)) / temperature);
    }
    double confidence = 1 / sum;
    boolean isKnown = confidence >= threshold && !regions.get(best).isEmpty();
    return isKnown ? new Region(regions.get(best), confidence) : Region.UNKNOWN;
  }

  private void standardise() {
    Exposure exposure = Exposure.of(pixels, leastDeviation);
    FloatBuffer in = binding.input.floats();
    int plane = pixels.length / 3;
    for (int i = 0; i < plane; i++) {
      for (int c = 0; c < 3; c++) {
        in.put(c * plane + i, exposure.standardise(pixels[3 * i + c]));
      }
    }
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
