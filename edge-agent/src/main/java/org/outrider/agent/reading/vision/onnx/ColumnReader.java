package org.outrider.agent.reading.vision.onnx;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.outrider.agent.base.plate.CharReading;
import org.outrider.agent.base.plate.FormatPrior;
import org.outrider.agent.base.plate.PlateFormats;
import org.outrider.agent.base.plate.Reading;
import org.outrider.agent.base.plate.RegionShares;
import org.outrider.agent.reading.vision.ModelId;
import org.outrider.agent.reading.vision.PatchShape;
import org.outrider.agent.reading.vision.PlateReader;

/**
 * Our own reader: per text row and column the logits of every character and blank. Characters stand
 * where {@link Segmentation} puts them; a character's probability is its share of the columns
 * there.
 */
final class ColumnReader implements PlateReader {
  private static final double LEAST_ALTERNATIVE = 0.005;
  private static final int MOST_ALTERNATIVES = 5;

  /**
   * How likely something with so many characters is a plate; one or two are mostly lamps and
   * badges.
   */
  private static final double[] LENGTH_PRIOR = {0, 0.05, 0.2, 0.6, 0.9, 1, 1, 1, 1, 0.5, 0.2};

  /** Share of the certainty that is left where what is known of plates changed the text. */
  private static final double CHANGED = 0.8;

  /** From here on who issued the plate changes no reading (measured: see the reader's card). */
  private static final double DOUBTFUL = 0.9;

  private final OnnxSession session;
  private final OnnxSession.Binding binding;
  private final FloatBuffer logits;
  private final PatchShape shape;
  private final String alphabet;
  private final FormatPrior prior;
  private final int rows;
  private final int columns;
  private final int classes;
  private final double temperature;
  private final Map<Character, Map<Character, Double>> confusions;
  private final double calibrationSlope;
  private final double calibrationOffset;
  private final double leastDeviation;
  private final Mat input;
  private final byte[] pixels;
  private final float[] standardised;
  private final double[][][] p;

  ColumnReader(ModelFolder model, int threads, InferenceListener listener) throws ModelException {
    session = new OnnxSession(model, threads, listener);
    shape =
        new PatchShape(
            model.integer("input.width", 16, 1024),
            model.integer("input.height", 8, 512),
            true,
            model.number("input.margin_x", 0, 0.5),
            model.number("input.margin_y", 0, 0.5),
            model.number("input.soften_above_px", 1, 1e6, 1e6),
            model.number("input.soften_sd", 0, 5, 0));
    alphabet = model.text("alphabet");
    prior = new FormatPrior(alphabet, model.kinds("formats"));
    rows = model.integer("output.rows", 1, 4);
    columns = model.integer("output.columns", 4, 512);
    classes = alphabet.length() + 1;
    temperature = model.number("temperature", 0.05, 20);
    confusions = model.shares("confusions");
    calibrationSlope = model.number("calibration.slope", 0.05, 20, 1);
    calibrationOffset = model.number("calibration.offset", -20, 20, 0);
    leastDeviation = model.number("input.least_deviation", 0, 128);
    session.expect(true, model.text("input.name"), -1, 1, shape.heightPx(), shape.widthPx());
    session.expect(false, model.text("output.name"), -1, rows, columns, classes);
    OnnxSession.Bound in = session.bind(1, 1, shape.heightPx(), shape.widthPx());
    binding = session.new Binding(model.text("input.name"), in);
    logits = binding.output(model.text("output.name"), 1, rows, columns, classes).floats();
    input = new Mat(shape.heightPx(), shape.widthPx(), CvType.CV_32F, in.bytes());
    pixels = new byte[shape.widthPx() * shape.heightPx()];
    standardised = new float[pixels.length];
    p = new double[rows][columns][classes];
  }

  @Override
  public PlateFormats formats() {
    return prior.ofStates();
  }

  @Override
  public Map<Character, Map<Character, Double>> confusions() {
    return confusions;
  }

  @Override
  public PatchShape shape() {
    return shape;
  }

  @Override
  public Reading read(Mat patch, double aspect, Supplier<RegionShares> region) {
    if (patch.channels() != 1
        || patch.cols() != shape.widthPx()
        || patch.rows() != shape.heightPx()) {
      throw new IllegalArgumentException(
          "patch %dx%d with %d channels, expected %dx%d gray"
              .formatted(
                  patch.cols(), patch.rows(), patch.channels(), shape.widthPx(), shape.heightPx()));
    }
    patch.get(0, 0, pixels);
    standardise();
    binding.input.floats().put(0, standardised);
    binding.run();
    for (int row = 0; row < rows; row++) {
      if (!softmax(row)) {
        return Reading.NOTHING;
      }
    }
    Segmentation segmentation = new Segmentation(p);
    if (segmentation.seen().isEmpty()) {
      return Reading.NOTHING;
    }
    Reading reading = decode(segmentation, prior.of(aspect, RegionShares.NONE));
    if (reading.confidence() >= DOUBTFUL || !prior.asksForRegion()) {
      return reading;
    }
    RegionShares told = region.get();
    return told == RegionShares.NONE ? reading : decode(segmentation, prior.of(aspect, told));
  }

  private Reading decode(Segmentation segmentation, FormatPrior.OfPlate known) {
    StringBuilder raw = new StringBuilder(segmentation.seen().size());
    for (int i = 0; i < segmentation.seen().size(); i++) {
      raw.append(alphabet.charAt(segmentation.likeliest(i)));
    }
    Segmentation.Choice choice = segmentation.best(known::evidence);
    double[][] posterior = segmentation.shares(choice.places());
    known.apply(posterior);
    double certainty = choice.share();
    List<CharReading> chars = new ArrayList<>(posterior.length);
    for (int i = 0; i < posterior.length; i++) {
      CharReading c = character(choice.places().get(i), posterior[i]);
      certainty *= c.confidence();
      chars.add(c);
    }
    if (!isAsSeen(chars, raw)) {
      certainty *= CHANGED;
    }
    certainty *= LENGTH_PRIOR[Math.min(chars.size(), LENGTH_PRIOR.length - 1)];
    return new Reading(chars, calibrate(certainty), raw.toString());
  }

  private static boolean isAsSeen(List<CharReading> chars, CharSequence raw) {
    if (chars.size() != raw.length()) {
      return false;
    }
    for (int i = 0; i < chars.size(); i++) {
      if (chars.get(i).text() != raw.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public RegionShares given(RegionShares told, List<CharReading> chars) {
    return prior.given(told, chars);
  }

  private double calibrate(double certainty) {
    double q = Math.clamp(certainty, 1e-9, 1 - 1e-9);
    double logit = calibrationSlope * Math.log(q / (1 - q)) + calibrationOffset;
    return 1 / (1 + Math.exp(-logit));
  }

  private void standardise() {
    Exposure exposure = Exposure.of(pixels, leastDeviation);
    for (int i = 0; i < pixels.length; i++) {
      standardised[i] = exposure.standardise(pixels[i]);
    }
  }

  /** Fills {@code p} for a row; false when the net gave something that is no number. */
  private boolean softmax(int row) {
    double[][] q = p[row];
    for (int c = 0; c < columns; c++) {
      int at = (row * columns + c) * classes;
      double most = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < classes; k++) {
        q[c][k] = logits.get(at + k) / temperature;
        most = Math.max(most, q[c][k]);
      }
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        q[c][k] = Math.exp(q[c][k] - most);
        sum += q[c][k];
      }
      if (!Double.isFinite(sum)) {
        return false;
      }
      for (int k = 0; k < classes; k++) {
        q[c][k] /= sum;
      }
    }
    return true;
  }

  private CharReading character(Segmentation.Place place, double[] share) {
    List<CharReading.Alternative> alternatives = new ArrayList<>(MOST_ALTERNATIVES);
    for (int i = 0; i < MOST_ALTERNATIVES; i++) {
      int k = Classifier.best(share);
      if (i > 0 && share[k] <= LEAST_ALTERNATIVE) {
        break;
      }
      alternatives.add(new CharReading.Alternative(alphabet.charAt(k), Math.min(1, share[k])));
      share[k] = -1;
    }
    return new CharReading(
        alternatives,
        place.row(),
        (double) place.first() / columns,
        (place.last() + 1.0) / columns);
  }

  @Override
  public ModelId model() {
    return session.model().id();
  }

  @Override
  public void close() {
    binding.close();
    input.release();
    session.close();
  }
}
