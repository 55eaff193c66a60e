package org.outrider.agent.reading.track;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.outrider.agent.base.plate.CharReading;
import org.outrider.agent.base.plate.Reading;

/**
 * Adds up what several looks say. Readings of one length are aligned position by position and their
 * log-probabilities summed; the length with the most weight wins. Looks of one vehicle are not
 * independent (the same dirt, the same blur), so their sum is tempered before it becomes a
 * confidence.
 */
public final class Consensus {
  private static final int CHARACTERS = 36;
  private static final double FLOOR = 0.0005;
  private static final double INDEPENDENCE = 0.3;
  private static final int MOST_ALTERNATIVES = 5;

  private static final class Length {
    final double[][] logs;
    final double[] left;
    final double[] right;
    final int[] row;
    double weight;
    int looks;

    Length(int n) {
      logs = new double[n][CHARACTERS];
      left = new double[n];
      right = new double[n];
      row = new int[n];
    }
  }

  private final Map<Integer, Length> lengths = new HashMap<>();
  private final double[] p = new double[CHARACTERS];
  private double total;

  /** Adds a look. */
  public void add(Reading reading) {
    int n = reading.chars().size();
    Length length = lengths.computeIfAbsent(n, Length::new);
    double weight = 0.05 + reading.confidence();
    for (int i = 0; i < n; i++) {
      CharReading c = reading.chars().get(i);
      for (int k = 0; k < CHARACTERS; k++) {
        length.logs[i][k] += weight * Math.log(Math.max(FLOOR, c.probabilityOf(character(k))));
      }
      length.left[i] = c.left();
      length.right[i] = c.right();
      length.row[i] = c.row();
    }
    length.weight += weight;
    length.looks++;
    total += weight;
  }

  private static char character(int index) {
    return (char) (index < 10 ? '0' + index : 'A' + index - 10);
  }

  /** What all looks say together. */
  public Reading result() {
    Length best = null;
    for (Length length : lengths.values()) {
      if (best == null || length.weight > best.weight) {
        best = length;
      }
    }
    if (best == null) {
      return Reading.NOTHING;
    }
    List<CharReading> chars = new ArrayList<>(best.logs.length);
    double product = 1;
    // One look's sum is its own distribution; more looks sharpen it, but less than if independent.
    double scale = Math.pow(best.looks, INDEPENDENCE) / Math.max(best.weight, 1e-9);
    for (int i = 0; i < best.logs.length; i++) {
      CharReading c = position(best, i, scale);
      product *= c.confidence();
      chars.add(c);
    }
    double agreement = best.weight / total;
    double confidence = product * agreement;
    return new Reading(chars, Math.clamp(confidence, 0, 1));
  }

  private CharReading position(Length length, int i, double scale) {
    double most = Double.NEGATIVE_INFINITY;
    for (double v : length.logs[i]) {
      most = Math.max(most, v * scale);
    }
    double sum = 0;
    for (int k = 0; k < CHARACTERS; k++) {
      p[k] = Math.exp(length.logs[i][k] * scale - most);
      sum += p[k];
    }
    List<CharReading.Alternative> alternatives = new ArrayList<>(MOST_ALTERNATIVES);
    for (int rank = 0; rank < MOST_ALTERNATIVES; rank++) {
      int k = 0;
      for (int j = 1; j < CHARACTERS; j++) {
        if (p[j] > p[k]) {
          k = j;
        }
      }
      if (rank > 0 && p[k] / sum < 0.001) {
        break;
      }
      alternatives.add(new CharReading.Alternative(character(k), p[k] / sum));
      p[k] = -1;
    }
    return new CharReading(alternatives, length.row[i], length.left[i], length.right[i]);
  }
}
