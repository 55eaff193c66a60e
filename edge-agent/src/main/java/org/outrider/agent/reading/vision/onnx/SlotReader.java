package org.outrider.agent.reading.vision.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.opencv.core.Mat;
import org.outrider.agent.base.plate.CharReading;
import org.outrider.agent.base.plate.Reading;
import org.outrider.agent.base.plate.RegionShares;
import org.outrider.agent.reading.vision.ModelId;
import org.outrider.agent.reading.vision.PatchShape;
import org.outrider.agent.reading.vision.PlateReader;

/**
 * A reader in the layout of fast-plate-ocr: gray or RGB bytes (N, height, width, channels) in, a
 * probability per slot and character out; one character of the alphabet stands for an empty slot.
 */
final class SlotReader implements PlateReader {
  private static final double LEAST_ALTERNATIVE = 0.005;
  private static final int MOST_ALTERNATIVES = 5;

  private final OnnxSession session;
  private final PatchShape shape;
  private final String alphabet;
  private final char pad;
  private final int slots;
  private final String inputName;
  private final String outputName;
  private final OnnxSession.Bound input;
  private final byte[] pixels;

  SlotReader(ModelFolder model, int threads, InferenceListener listener) throws ModelException {
    session = new OnnxSession(model, threads, listener);
    int height = model.integer("input.height", 8, 512);
    int width = model.integer("input.width", 16, 1024);
    boolean isGray = model.integer("input.channels", 1, 3) == 1;
    shape =
        new PatchShape(
            width,
            height,
            isGray,
            model.number("input.margin_x", 0, 0.5, 0),
            model.number("input.margin_y", 0, 0.5, 0));
    alphabet = model.text("alphabet");
    pad = model.text("pad").charAt(0);
    slots = model.integer("output.slots", 1, 32);
    inputName = model.text("input.name");
    outputName = model.text("output.name");
    int channels = isGray ? 1 : 3;
    session.expect(true, inputName, -1, height, width, channels);
    session.expect(false, outputName, -1, slots, alphabet.length());
    input = session.bindBytes(1, height, width, channels);
    pixels = new byte[height * width * channels];
  }

  @Override
  public PatchShape shape() {
    return shape;
  }

  @Override
  public Reading read(Mat patch, double aspect, Supplier<RegionShares> region) {
    patch.get(0, 0, pixels);
    if (!shape.isGray()) {
      for (int i = 0; i < pixels.length; i += 3) { // BGR to RGB
        byte blue = pixels[i];
        pixels[i] = pixels[i + 2];
        pixels[i + 2] = blue;
      }
    }
    input.bytes().put(0, pixels);
    float[] p = session.runOnce(inputName, input, outputName);
    List<CharReading> chars = new ArrayList<>();
    double confidence = 1;
    for (int slot = 0; slot < slots; slot++) {
      CharReading c = slot(p, slot);
      if (!Double.isFinite(c.confidence())) {
        return Reading.NOTHING;
      }
      confidence *= c.confidence();
      if (c.text() != pad) {
        chars.add(c);
      }
    }
    return chars.isEmpty() ? Reading.NOTHING : new Reading(chars, Math.clamp(confidence, 0, 1));
  }

  private CharReading slot(float[] p, int slot) {
    int n = alphabet.length();
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Float.compare(p[slot * n + b], p[slot * n + a]));
    List<CharReading.Alternative> out = new ArrayList<>(MOST_ALTERNATIVES);
    for (int i = 0; i < Math.min(MOST_ALTERNATIVES, n); i++) {
      float q = p[slot * n + order[i]];
      char c = alphabet.charAt(order[i]);
      if (i == 0 || (q > LEAST_ALTERNATIVE && c != pad)) {
        out.add(new CharReading.Alternative(c, q));
      }
    }
    return new CharReading(out, 0, (double) slot / slots, (slot + 1.0) / slots);
  }

  @Override
  public ModelId model() {
    return session.model().id();
  }

  @Override
  public void close() {
    input.tensor().close();
    session.close();
  }
}
