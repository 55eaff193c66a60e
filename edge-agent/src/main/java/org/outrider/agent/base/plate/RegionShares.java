package org.outrider.agent.base.plate;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How probable each issuing authority is for one plate. Authorities without a code, and "it does
 * not say", have shares too, under an empty code.
 */
public final class RegionShares {
  /** Nothing was asked, or nothing can be told. */
  public static final RegionShares NONE = new RegionShares(List.of(), new double[0], 1);

  private final List<String> codes;
  private final double[] shares;
  private final double threshold;

  /**
   * @param codes as of {@link Region}; empty ones among them
   * @param shares of each, 0..1 and 1 together
   * @param threshold from which share on an authority is told
   */
  public RegionShares(List<String> codes, double[] shares, double threshold) {
    if (codes.size() != shares.length) {
      throw new IllegalArgumentException(
          shares.length + " shares, expected one for each of " + codes.size());
    }
    this.codes = List.copyOf(codes);
    this.shares = shares.clone();
    this.threshold = threshold;
  }

  /** Share of an authority; 0 for one that is not known here. */
  public double of(String code) {
    int at = codes.indexOf(code);
    return at < 0 ? 0 : shares[at];
  }

  /**
   * After something else was seen of the same plate (Bayes' rule).
   *
   * @param likelihood of what was seen, by code; above 0
   */
  public RegionShares given(ToDoubleFunction<String> likelihood) {
    double[] after = new double[shares.length];
    double total = 0;
    for (int i = 0; i < after.length; i++) {
      after[i] = shares[i] * likelihood.applyAsDouble(codes.get(i));
      total += after[i];
    }
    for (int i = 0; i < after.length; i++) {
      after[i] /= total;
    }
    return new RegionShares(codes, after, threshold);
  }

  /** The most probable authority, if it is probable enough and has a code. */
  public Region told() {
    int best = -1;
    for (int i = 0; i < shares.length; i++) {
      if (best < 0 || shares[i] > shares[best]) {
        best = i;
      }
    }
    boolean isTold = best >= 0 && shares[best] >= threshold && !codes.get(best).isEmpty();
    return isTold ? new Region(codes.get(best), shares[best]) : Region.UNKNOWN;
  }
}
