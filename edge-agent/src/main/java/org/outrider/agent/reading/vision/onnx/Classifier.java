package org.outrider.agent.reading.vision.onnx;

import java.nio.FloatBuffer;
import org.opencv.core.Mat;
import org.outrider.agent.reading.vision.ModelId;

/**
 * A net that takes a BGR patch of one size and gives one logit a class, divided by the manifest's
 * temperature. Used by one thread.
 */
final class Classifier implements AutoCloseable {
  private final OnnxSession session;
  private final OnnxSession.Binding binding;
  private final FloatBuffer logits;
  private final int widthPx;
  private final int heightPx;
  private final double temperature;
  private final byte[] pixels;
  private final double[] probabilities;

  /** What becomes of a channel's value before the net sees it. */
  @FunctionalInterface
  interface Tone {
    float of(byte value);
  }

  Classifier(
      ModelFolder model,
      int threads,
      InferenceListener listener,
      int widthPx,
      int heightPx,
      int classes)
      throws ModelException {
    this.widthPx = widthPx;
    this.heightPx = heightPx;
    session = new OnnxSession(model, threads, listener);
    temperature = model.number("temperature", 0.05, 20);
    String input = model.text("input.name");
    String output = model.text("output.name");
    session.expect(true, input, -1, 3, heightPx, widthPx);
    session.expect(false, output, -1, classes);
    binding = session.new Binding(input, session.bind(1, 3, heightPx, widthPx));
    logits = binding.output(output, 1, classes).floats();
    pixels = new byte[3 * widthPx * heightPx];
    probabilities = new double[classes];
  }

  /** The patch's bytes, BGR after BGR; valid until the next one. */
  byte[] pixels(Mat patch) {
    if (patch.channels() != 3 || patch.cols() != widthPx || patch.rows() != heightPx) {
      throw new IllegalArgumentException(
          "patch %dx%d with %d channels, expected %dx%d with 3"
              .formatted(patch.cols(), patch.rows(), patch.channels(), widthPx, heightPx));
    }
    patch.get(0, 0, pixels);
    return pixels;
  }

  /**
   * How probable each class is for the patch that {@link #pixels} took; valid until the next one.
   *
   * @throws IllegalStateException when the net gives what is no number
   */
  double[] probabilities(Tone tone) {
    FloatBuffer in = binding.input.floats();
    int plane = pixels.length / 3;
    for (int i = 0; i < plane; i++) {
      for (int c = 0; c < 3; c++) {
        in.put(c * plane + i, tone.of(pixels[3 * i + c]));
      }
    }
    binding.run();
    double highest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < probabilities.length; k++) {
      highest = Math.max(highest, logits.get(k));
    }
    double sum = 0;
    for (int k = 0; k < probabilities.length; k++) {
      probabilities[k] = Math.exp((logits.get(k) - highest) / temperature);
      sum += probabilities[k];
    }
    if (!Double.isFinite(sum)) {
      throw new IllegalStateException(session.model().id().name() + ": gave what is no number");
    }
    for (int k = 0; k < probabilities.length; k++) {
      probabilities[k] /= sum;
    }
    return probabilities;
  }

  /** The most probable class, the first of equal ones. */
  static int best(double[] probabilities) {
    int best = 0;
    for (int k = 1; k < probabilities.length; k++) {
      best = probabilities[k] > probabilities[best] ? k : best;
    }
    return best;
  }

  ModelId model() {
    return session.model().id();
  }

  @Override
  public void close() {
    binding.close();
    session.close();
  }
}
