package org.outrider.agent.base.plate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known beforehand of how plates are written, as a prior over what the reader saw: a
 * mixture of formats (which places hold letters, which digits) and of free texts. The reader's
 * probabilities are reweighted, nothing is replaced; a text in no format keeps its way through the
 * free part.
 *
 * <p>Formats belong to kinds of plate, and kinds have shapes: a plate twice as wide as high (12 × 6
 * in) is hardly Spanish (520 × 110 mm). So how common a format is depends on the shape that was
 * found. Within a kind the states have formats of their own: who issued the plate, as far as its
 * words and colours say, makes those more probable, and the other way round a text in a format of
 * few states says who issued it ({@link #given}).
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

  /**
   * How far what words and colours say of the state is followed; the rest of its share stays with
   * all formats of the kind. Chosen by what was read right, see the card of the reader.
   */
  private static final double TRUST = 0.8;

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
   * @param regions the same for each state that issues such plates, by the code of {@link Region};
   *     none where the states are not told apart
   */
  public record Kind(
      double share,
      List<Shape> shapes,
      Map<String, Double> patterns,
      Map<String, Map<String, Double>> regions) {
    public Kind {
      shapes = List.copyOf(shapes);
      patterns = Map.copyOf(patterns);
      regions = Map.copyOf(regions);
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

  private static final int ANY = -1;

  /** Of a kind's plates, or of those of one of its states: its number, else {@link #ANY}. */
  private record Format(String pattern, int kind, int region, double weight) {}

  /** A state, and the kind that its plates are of. */
  private record Issuer(String code, int kind) {}

  private final Map<Integer, List<Format>> byLength = new HashMap<>();
  private final List<Kind> kinds;
  private final List<Issuer> issuers = new ArrayList<>();
  private final String alphabet;

  /**
   * @param alphabet characters in the order of the reader's probabilities
   */
  public FormatPrior(String alphabet, List<Kind> kinds) {
    this.alphabet = alphabet;
    this.kinds = List.copyOf(kinds);
    for (int i = 0; i < kinds.size(); i++) {
      add(kinds.get(i).patterns(), i, ANY);
      for (Map.Entry<String, Map<String, Double>> e : kinds.get(i).regions().entrySet()) {
        add(e.getValue(), i, issuers.size());
        issuers.add(new Issuer(e.getKey(), i));
      }
    }
  }

  private void add(Map<String, Double> patterns, int kind, int region) {
    double total = patterns.values().stream().mapToDouble(Double::doubleValue).sum();
    for (Map.Entry<String, Double> e : patterns.entrySet()) {
      byLength
          .computeIfAbsent(e.getKey().length(), n -> new ArrayList<>())
          .add(new Format(e.getKey(), kind, region, e.getValue() / total));
    }
  }

  /** Formats of the states whose plates are told apart. */
  public PlateFormats ofStates() {
    Map<String, Set<String>> out = new HashMap<>();
    for (Kind kind : kinds) {
      kind.regions().forEach((state, patterns) -> out.put(state, Set.copyOf(patterns.keySet())));
    }
    return new PlateFormats(out);
  }

  /** Whether it helps to know who issued a plate. */
  public boolean asksForRegion() {
    return !issuers.isEmpty();
  }

  /**
   * The prior for a plate of a shape.
   *
   * @param aspect width by height as found; above 0
   * @param told who issued it, as far as is known
   */
  public OfPlate of(double aspect, RegionShares told) {
    double[] shares = new double[kinds.size()];
    double total = 0;
    for (int i = 0; i < shares.length; i++) {
      shares[i] = kinds.get(i).share() * kinds.get(i).likelihood(aspect);
      total += shares[i];
    }
    double[] otherShares = new double[shares.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] *= (1 - FREE) / total;
      otherShares[i] = 1;
    }
    double[] regionShares = new double[issuers.size()];
    for (int i = 0; i < regionShares.length; i++) {
      regionShares[i] = TRUST * told.of(issuers.get(i).code());
      otherShares[issuers.get(i).kind()] -= regionShares[i];
    }
    return new OfPlate(shares, otherShares, regionShares);
  }

  /**
   * Who issued a plate, given what stands on it besides what is known already.
   *
   * @param told by words and colours
   */
  public RegionShares given(RegionShares told, List<CharReading> chars) {
    double[] digits = new double[chars.size()];
    for (int i = 0; i < digits.length; i++) {
      double all = 0;
      for (CharReading.Alternative a : chars.get(i).alternatives()) {
        digits[i] += Character.isDigit(a.text()) ? a.probability() : 0;
        all += a.probability();
      }
      digits[i] /= all;
    }
    double free = free(digits.length);
    Map<String, Double> likelihoods = new HashMap<>();
    issuers.forEach(i -> likelihoods.put(i.code(), free));
    double others = 0;
    double share = kinds.stream().mapToDouble(Kind::share).sum();
    for (Format f : formats(digits.length)) {
      double likelihood = (1 - FREE) * f.weight() * fit(f, digits);
      if (f.region() == ANY) {
        others += kinds.get(f.kind()).share() / share * likelihood;
      } else {
        likelihoods.merge(issuers.get(f.region()).code(), likelihood, Double::sum);
      }
    }
    double ofOthers = free + others;
    return told.given(code -> likelihoods.getOrDefault(code, ofOthers));
  }

  private List<Format> formats(int length) {
    return byLength.getOrDefault(length, List.of());
  }

  private static double free(int length) {
    return FREE * Math.pow(FREE_PLACE, length);
  }

  /** Probability of the format's letters and digits, by the digit's share of each place. */
  private static double fit(Format f, double[] digitShares) {
    double fit = 1;
    for (int j = 0; j < digitShares.length; j++) {
      fit *= f.pattern().charAt(j) == '9' ? digitShares[j] : 1 - digitShares[j];
    }
    return fit;
  }

  /** The prior, once it is known what shape the plate has, and perhaps who issued it. */
  public final class OfPlate {
    private final double[] kindShares;

    /** Of each kind's plates those whose state is not known. */
    private final double[] otherShares;

    private final double[] regionShares;

    private OfPlate(double[] kindShares, double[] otherShares, double[] regionShares) {
      this.kindShares = kindShares;
      this.otherShares = otherShares;
      this.regionShares = regionShares;
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

    private double evidence(Format f, double[] digitShare) {
      double share = f.region() == ANY ? otherShares[f.kind()] : regionShares[f.region()];
      return share == 0 ? 0 : kindShares[f.kind()] * share * f.weight() * fit(f, digitShare);
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
