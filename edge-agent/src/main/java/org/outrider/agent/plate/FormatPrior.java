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

  private final Map<Integer, List<Format>> byLength = new HashMap<>();
  private final String alphabet;

  private record Format(String pattern, double weight) {}

  /**
   * @param alphabet characters in the order of the reader's probabilities
   * @param weights per pattern ({@code A} letter, {@code 9} digit) how common it is; any scale
   */
  public FormatPrior(String alphabet, Map<String, Double> weights) {
    this.alphabet = alphabet;
    double total = weights.values().stream().mapToDouble(Double::doubleValue).sum();
    weights.forEach(
        (pattern, weight) ->
            byLength
                .computeIfAbsent(pattern.length(), n -> new ArrayList<>())
                .add(new Format(pattern, (1 - FREE) * weight / total)));
  }

  /**
   * Reweights.
   *
   * @param p per place the probability of each character, in the order of the alphabet; changed
   */
  public void apply(double[][] p) {
    List<Format> formats = byLength.get(p.length);
    if (formats == null) {
      return;
    }
    double[] digitShare = new double[p.length];
    for (int j = 0; j < p.length; j++) {
      for (int k = 0; k < alphabet.length(); k++) {
        digitShare[j] += Character.isDigit(alphabet.charAt(k)) ? p[j][k] : 0;
      }
    }
    double free = FREE * Math.pow(FREE_PLACE, p.length);
    double total = free;
    double[] digitEvidence = new double[p.length];
    double[] letterEvidence = new double[p.length];
    for (Format f : formats) {
      double evidence = f.weight();
      for (int j = 0; j < p.length; j++) {
        double digits = digitShare[j];
        evidence *= f.pattern().charAt(j) == '9' ? digits : 1 - digits;
      }
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
}
