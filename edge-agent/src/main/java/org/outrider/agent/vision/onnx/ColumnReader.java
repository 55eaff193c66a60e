package org.outrider.agent.vision.onnx;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.outrider.agent.plate.CharReading;
import org.outrider.agent.plate.FormatPrior;
import org.outrider.agent.plate.Reading;
import org.outrider.agent.vision.ModelId;
import org.outrider.agent.vision.PatchShape;
import org.outrider.agent.vision.PlateReader;

/**
 * Our own reader: per text row and column the logits of every character and blank. Characters are
 * the runs of columns that are not blank; a character's probability is its share of the run.
 */
final class ColumnReader implements PlateReader {
  private static final double LEAST_ALTERNATIVE = 0.005;
  private static final int MOST_ALTERNATIVES = 5;
  private static final double WIDE_RUN = 1.65;

  /**
   * How likely something with so many characters is a plate; one or two are mostly lamps and
   * badges.
   */
  private static final double[] LENGTH_PRIOR = {0, 0.05, 0.2, 0.6, 0.9, 1, 1, 1, 1, 0.5, 0.2};

  private final Session session;
  private final Session.Binding binding;
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
  private final double[][] p;

  ColumnReader(ModelFolder model, int threads, InferenceListener listener) throws ModelException {
    session = new Session(model, threads, listener);
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
    prior = new FormatPrior(alphabet, model.weights("formats"));
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
    Session.Bound in = session.bind(1, 1, shape.heightPx(), shape.widthPx());
    binding = session.new Binding(model.text("input.name"), in);
    logits = binding.output(model.text("output.name"), 1, rows, columns, classes).floats();
    input = new Mat(shape.heightPx(), shape.widthPx(), CvType.CV_32F, in.bytes());
    pixels = new byte[shape.widthPx() * shape.heightPx()];
    standardised = new float[pixels.length];
    p = new double[columns][classes];
  }

  @Override
  public Map<Character, Map<Character, Double>> confusions() {
    return confusions;
  }

  @Override
  public PatchShape shape() {
    return shape;
  }

  /** A run of columns with the share of each character in it. */
  private record Place(int row, int first, int last) {}

  @Override
  public Reading read(Mat patch) {
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
    List<Place> places = new ArrayList<>();
    List<double[]> shares = new ArrayList<>();
    double certainty = 1;
    for (int row = 0; row < rows; row++) {
      if (!softmax(row)) {
        return Reading.NOTHING;
      }
      List<int[]> runs = runs();
      for (int[] run : runs) {
        places.add(new Place(row, run[0], run[1]));
        shares.add(share(run));
      }
      certainty *= blankCertainty(runs);
    }
    if (places.isEmpty()) {
      return Reading.NOTHING;
    }
    StringBuilder raw = new StringBuilder(places.size());
    for (double[] share : shares) {
      raw.append(alphabet.charAt(best(share)));
    }
    double[][] posterior = shares.toArray(double[][]::new);
    prior.apply(posterior);
    List<CharReading> chars = new ArrayList<>(places.size());
    for (int i = 0; i < places.size(); i++) {
      CharReading c = character(places.get(i), posterior[i]);
      certainty *= c.confidence();
      chars.add(c);
    }
    certainty *= LENGTH_PRIOR[Math.min(chars.size(), LENGTH_PRIOR.length - 1)];
    return new Reading(chars, calibrate(certainty), raw.toString());
  }

  private static int best(double[] share) {
    int best = 0;
    for (int k = 1; k < share.length; k++) {
      best = share[k] > share[best] ? k : best;
    }
    return best;
  }

  private double[] share(int[] run) {
    double[] share = new double[classes - 1];
    double total = 0;
    for (int k = 0; k < classes - 1; k++) {
      for (int c = run[0]; c <= run[1]; c++) {
        share[k] += p[c][k];
      }
      total += share[k];
    }
    for (int k = 0; k < classes - 1; k++) {
      share[k] /= total;
    }
    return share;
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
    for (int c = 0; c < columns; c++) {
      int at = (row * columns + c) * classes;
      double most = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < classes; k++) {
        p[c][k] = logits.get(at + k) / temperature;
        most = Math.max(most, p[c][k]);
      }
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        p[c][k] = Math.exp(p[c][k] - most);
        sum += p[c][k];
      }
      if (!Double.isFinite(sum)) {
        return false;
      }
      for (int k = 0; k < classes; k++) {
        p[c][k] /= sum;
      }
    }
    return true;
  }

  private double blank(int column) {
    return p[column][classes - 1];
  }

  /** Runs of columns that hold a character: first column, last column. */
  private List<int[]> runs() {
    List<int[]> out = new ArrayList<>();
    int start = -1;
    for (int c = 0; c <= columns; c++) {
      boolean ink = c < columns && blank(c) < 0.5;
      if (ink && start < 0) {
        start = c;
      } else if (!ink && start >= 0) {
        out.add(new int[] {start, c - 1});
        start = -1;
      }
    }
    return split(out);
  }

  /** A run much wider than the others holds two characters: cut where blank is most likely. */
  private List<int[]> split(List<int[]> found) {
    if (found.size() < 2) {
      return found;
    }
    int[] widths = found.stream().mapToInt(r -> r[1] - r[0] + 1).sorted().toArray();
    double usual = widths[widths.length / 2];
    List<int[]> out = new ArrayList<>();
    for (int[] run : found) {
      int width = run[1] - run[0] + 1;
      if (width >= 4 && width > usual * WIDE_RUN) {
        int cut = run[0] + 1;
        for (int c = run[0] + 1; c < run[1]; c++) {
          double middle = 1 - Math.abs(2.0 * (c - run[0]) / (width - 1) - 1);
          double best = 1 - Math.abs(2.0 * (cut - run[0]) / (width - 1) - 1);
          if (blank(c) + 0.05 * middle > blank(cut) + 0.05 * best) {
            cut = c;
          }
        }
        boolean differs = best(run[0], cut - 1) != best(cut + 1, run[1]);
        if (blank(cut) > 0.15 || (differs && blank(cut) > 0.03)) {
          out.add(new int[] {run[0], cut - 1});
          out.add(new int[] {cut + 1, run[1]});
          continue;
        }
      }
      out.add(run);
    }
    return out;
  }

  private int best(int first, int last) {
    int best = 0;
    double most = -1;
    for (int k = 0; k < classes - 1; k++) {
      double sum = 0;
      for (int c = first; c <= last; c++) {
        sum += p[c][k];
      }
      if (sum > most) {
        most = sum;
        best = k;
      }
    }
    return best;
  }

  private CharReading character(Place place, double[] share) {
    List<CharReading.Alternative> alternatives = new ArrayList<>(MOST_ALTERNATIVES);
    for (int i = 0; i < MOST_ALTERNATIVES; i++) {
      int k = best(share);
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

  /** How sure the reader is that there are just these characters: the least clear place decides. */
  private double blankCertainty(List<int[]> runs) {
    double least = 1;
    int c = 0;
    for (int[] run : runs) {
      for (; c < run[0]; c++) {
        least = Math.min(least, blank(c));
      }
      double ink = 0;
      for (; c <= run[1]; c++) {
        ink = Math.max(ink, 1 - blank(c));
      }
      least = Math.min(least, ink);
    }
    for (; c < columns; c++) {
      least = Math.min(least, blank(c));
    }
    // a column on the edge of a character may honestly be half blank
    return Math.min(1, 0.5 + least);
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
