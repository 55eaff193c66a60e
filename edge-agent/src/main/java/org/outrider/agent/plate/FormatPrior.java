package org.outrider.agent.plate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known beforehand of how plates are written, as a prior over what the reader saw: a
 * mixture of formats (which places hold letters, which digits) and of free texts. The reader's
 * probabilities are reweighted, nothing is replaced; a text in no format keeps its way through the
 * free part.
 *
 * <p>Formats belong to kinds of plate, and kinds have shapes: a plate twice as wide as high (12 × 6
 * in) is hardly Spanish (520 × 110 mm). So how common a format is depends on the shape that was
 * found.
 *
 * <p>For reading probabilities p_j and formats f with weights w_f, the evidence of a format is E_f
 * = w_f Π_j Σ_{c in class} p_j(c), and the new probability of c at j is Σ_f E_f p_j(c | class) /
 * Σ_f E_f.
 */
public final class FormatPrior {
  /** Share of plates that follow no format: vanity texts, special series. */
  private static final double FREE = 0.15;

  /**
   * A free text spreads over 36 characters where a format's place has 26 or 10: its evidence is
   * smaller by this factor a place (geometric mean of 26/36 and 10/36, relative to the reader's
   * even split).
   */
  private static final double FREE_PLACE = 0.6;

  /**
   * How far the found shape lies from the plate's, standard deviation of the logarithm of width by
   * height: a view 40° from the side makes a plate narrower by as much.
   */
  private static final double SHAPE_SD = 0.3;

  /** A shape that no kind has says nothing: all kinds are possible then. */
  private static final double ANY_SHAPE = 1e-3;

  /**
   * A shape of plates.
   *
   * @param aspect width by height
   * @param share of the kind's plates
   */
  public record Shape(double aspect, double share) {}

  /**
   * A kind of plate.
   *
   * @param share of all plates
   * @param shapes that it has; none for any
   * @param patterns how common each is within the kind, any scale: {@code A} letter, {@code 9}
   *     digit
   */
  public record Kind(double share, List<Shape> shapes, Map<String, Double> patterns) {
    public Kind {
      shapes = List.copyOf(shapes);
      patterns = Map.copyOf(patterns);
    }

    private double likelihood(double aspect) {
      double sum = shapes.isEmpty() ? 1 : ANY_SHAPE;
      for (Shape s : shapes) {
        double off = Math.log(aspect / s.aspect()) / SHAPE_SD;
        sum += s.share() * Math.exp(-off * off / 2);
      }
      return sum;
    }
  }

  private record Format(String pattern, int kind, double weight) {}

  private final Map<Integer, List<Format>> byLength = new HashMap<>();
  private final List<Kind> kinds;
  private final String alphabet;

  /**
   * @param alphabet characters in the order of the reader's probabilities
   */
  public FormatPrior(String alphabet, List<Kind> kinds) {
    this.alphabet = alphabet;
    this.kinds = List.copyOf(kinds);
    for (int i = 0; i < kinds.size(); i++) {
      Map<String, Double> patterns = kinds.get(i).patterns();
      double total = patterns.values().stream().mapToDouble(Double::doubleValue).sum();
      for (Map.Entry<String, Double> e : patterns.entrySet()) {
        byLength
            .computeIfAbsent(e.getKey().length(), n -> new ArrayList<>())
            .add(new Format(e.getKey(), i, e.getValue() / total));
      }
    }
  }

  /**
   * The prior for a plate of a shape.
   *
   * @param aspect width by height as found; above 0
   */
  public OfShape of(double aspect) {
    double[] shares = new double[kinds.size()];
    double total = 0;
    for (int i = 0; i < shares.length; i++) {
      shares[i] = kinds.get(i).share() * kinds.get(i).likelihood(aspect);
      total += shares[i];
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] *= (1 - FREE) / total;
    }
    return new OfShape(shares);
  }

  /** The prior, once it is known what shape the plate has. */
  public final class OfShape {
    private final double[] kindShares;

    private OfShape(double[] kindShares) {
      this.kindShares = kindShares;
    }

    /**
     * How well what was seen fits anything known, to compare readings of other lengths by; the same
     * for all where no kind of plate is known.
     *
     * @param p per place the probability of each character, in the order of the alphabet
     */
    public double evidence(double[][] p) {
      if (kindShares.length == 0) {
        return 1;
      }
      double[] digits = digitShares(p);
      double total = free(p.length);
      for (Format f : formats(p.length)) {
        total += evidence(f, digits);
      }
      return total;
    }

    /**
     * Reweights.
     *
     * @param p per place the probability of each character, in the order of the alphabet; changed
     */
    public void apply(double[][] p) {
      List<Format> formats = formats(p.length);
      if (formats.isEmpty()) {
        return;
      }
      double[] digitShare = digitShares(p);
      double free = free(p.length);
      double total = free;
      double[] digitEvidence = new double[p.length];
      double[] letterEvidence = new double[p.length];
      for (Format f : formats) {
        double evidence = evidence(f, digitShare);
        total += evidence;
        for (int j = 0; j < p.length; j++) {
          (f.pattern().charAt(j) == '9' ? digitEvidence : letterEvidence)[j] += evidence;
        }
      }
      for (int j = 0; j < p.length; j++) {
        double digits = Math.max(digitShare[j], 1e-12);
        double letters = Math.max(1 - digitShare[j], 1e-12);
        for (int k = 0; k < alphabet.length(); k++) {
          boolean isDigit = Character.isDigit(alphabet.charAt(k));
          double kept = free + (isDigit ? digitEvidence[j] / digits : letterEvidence[j] / letters);
          p[j][k] *= kept / total;
        }
      }
    }

    private List<Format> formats(int length) {
      return byLength.getOrDefault(length, List.of());
    }

    private static double free(int length) {
      return FREE * Math.pow(FREE_PLACE, length);
    }

    private double evidence(Format f, double[] digitShare) {
      double evidence = kindShares[f.kind()] * f.weight();
      for (int j = 0; j < digitShare.length; j++) {
        evidence *= f.pattern().charAt(j) == '9' ? digitShare[j] : 1 - digitShare[j];
      }
      return evidence;
    }

    private double[] digitShares(double[][] p) {
      double[] shares = new double[p.length];
      for (int j = 0; j < p.length; j++) {
        for (int k = 0; k < alphabet.length(); k++) {
          shares[j] += Character.isDigit(alphabet.charAt(k)) ? p[j][k] : 0;
        }
      }
      return shares;
    }
  }
}
