package org.outrider.agent.reading.vision.onnx;

import java.util.List;
import org.opencv.core.Mat;
import org.outrider.agent.base.plate.RegionShares;
import org.outrider.agent.reading.vision.ModelId;
import org.outrider.agent.reading.vision.PatchShape;
import org.outrider.agent.reading.vision.RegionReader;

/**
 * Our own region net: one logit per issuing authority. Below the manifest's threshold, or where the
 * best class has no code, the region is unknown.
 */
final class SoftmaxRegion implements RegionReader {
  private final Classifier classifier;
  private final PatchShape shape;
  private final List<String> regions;
  private final double threshold;
  private final double leastDeviation;

  SoftmaxRegion(ModelFolder model, int threads, InferenceListener listener) throws ModelException {
    shape =
        new PatchShape(
            model.integer("input.width", 16, 1024),
            model.integer("input.height", 8, 512),
            false,
            model.number("input.margin_x", 0, 0.5),
            model.number("input.margin_y", 0, 0.5));
    regions = model.texts("regions");
    threshold = model.number("threshold", 0, 1);
    leastDeviation = model.number("input.least_deviation", 0, 128);
    classifier =
        new Classifier(model, threads, listener, shape.widthPx(), shape.heightPx(), regions.size());
  }

  @Override
  public PatchShape shape() {
    return shape;
  }

  @Override
  public RegionShares read(Mat patch) {
    Exposure exposure = Exposure.of(classifier.pixels(patch), leastDeviation);
    return new RegionShares(regions, classifier.probabilities(exposure::standardise), threshold);
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
