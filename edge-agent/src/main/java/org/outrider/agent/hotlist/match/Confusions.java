package org.outrider.agent.hotlist.match;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.outrider.agent.base.plate.CharReading;

/**
 * Given that a character was misread, what it was: for each character that is read, the share of
 * each true one. Measured on our own reader; O counts as 0.
 */
public final class Confusions {
  /** Genetec's default classes, for a reader that was never measured. */
  public static final Confusions CLASSES = ofClasses();

  private static final int SIZE = 128;

  private final double[][] share = new double[SIZE][SIZE];

  private Confusions() {}

  /**
   * From measured rates.
   *
   * @param rates per true character, how often it is read as each other one
   */
  public static Confusions of(Map<Character, Map<Character, Double>> rates) {
    Confusions out = new Confusions();
    rates.forEach(
        (truth, reads) ->
            reads.forEach(
                (read, rate) -> {
                  if (fold(truth) != fold(read)) {
                    out.share[fold(read)][fold(truth)] += rate;
                  }
                }));
    for (double[] row : out.share) {
      double sum = 0;
      for (double v : row) {
        sum += v;
      }
      for (int i = 0; sum > 0 && i < row.length; i++) {
        row[i] /= sum;
      }
    }
    return out;
  }

  private static Confusions ofClasses() {
    Map<Character, Map<Character, Double>> rates = new HashMap<>();
    for (String alike : List.of("0DQ", "1I", "2Z", "5S", "8B", "6G")) {
      for (int t = 0; t < alike.length(); t++) {
        for (int r = 0; r < alike.length(); r++) {
          rates.computeIfAbsent(alike.charAt(t), k -> new HashMap<>()).put(alike.charAt(r), 1.0);
        }
      }
    }
    return of(rates);
  }

  private static char fold(char c) {
    return c == 'O' || c >= SIZE ? '0' : c;
  }

  /**
   * How probable it is that a character is another one: what the reader said of that one, and of
   * what it left open, as much as the reader is known to misread that one so.
   *
   * @param truth never O, which counts as 0
   * @return 0..1
   */
  public double probability(CharReading read, char truth) {
    double open = 1;
    for (CharReading.Alternative a : read.alternatives()) {
      open -= a.probability();
    }
    double p = read.probabilityOf(truth) + (truth == '0' ? read.probabilityOf('O') : 0);
    return open > 0 ? p + open * share(read.text(), truth) : p;
  }

  /** Share of the misreadings as {@code read} in which {@code truth} was meant, 0..1. */
  double share(char read, char truth) {
    return share[fold(read)][fold(truth)];
  }
}
