package org.outrider.agent.console;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One column of a plate set beside a listed one.
 *
 * @param read character that was read; blank where there is none
 * @param listed character of the entry; {@code ?} or {@code *} of a pattern
 */
public record Cell(String read, String listed, Kind kind) {

  /** How the two compare. */
  public enum Kind {
    SAME,
    /** O and 0 count as one (MAT-01). */
    FOLDED,
    /** Anything may stand here. */
    ANY,
    DIFFERS;

    /** For style sheets. */
    public String css() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Sets two texts side by side with the fewest differences. */
  public static List<Cell> align(String read, String listed) {
    int n = read.length();
    int m = listed.length();
    int[][] cost = new int[n + 1][m + 1];
    for (int i = n; i >= 0; i--) {
      for (int k = m; k >= 0; k--) {
        cost[i][k] = i == n && k == m ? 0 : cheapest(cost, read, listed, i, k);
      }
    }
    List<Cell> out = new ArrayList<>();
    int i = 0;
    int k = 0;
    while (i < n || k < m) {
      boolean isAny = k < m && listed.charAt(k) == '*';
      if (i < n
          && k < m
          && !isAny
          && cost[i][k] == cost[i + 1][k + 1] + price(read, listed, i, k)) {
        out.add(cell(read.charAt(i), listed.charAt(k)));
        i++;
        k++;
      } else if (k < m && cost[i][k] == cost[i][k + 1] + (isAny ? 0 : 3)) {
        if (!isAny) {
          out.add(new Cell("", listed.substring(k, k + 1), Kind.DIFFERS));
        }
        k++;
      } else {
        out.add(
            new Cell(read.substring(i, i + 1), isAny ? "*" : "", isAny ? Kind.ANY : Kind.DIFFERS));
        i++;
      }
    }
    return Collections.unmodifiableList(out);
  }

  private static int cheapest(int[][] cost, String read, String listed, int i, int k) {
    int best = Integer.MAX_VALUE;
    boolean isAny = k < listed.length() && listed.charAt(k) == '*';
    if (i < read.length() && k < listed.length() && !isAny) {
      best = cost[i + 1][k + 1] + price(read, listed, i, k);
    }
    if (k < listed.length()) {
      best = Math.min(best, cost[i][k + 1] + (isAny ? 0 : 3));
    }
    if (i < read.length()) {
      best = Math.min(best, cost[i + 1][k] + (isAny ? 0 : 3));
    }
    return best;
  }

  private static int price(String read, String listed, int i, int k) {
    return switch (cell(read.charAt(i), listed.charAt(k)).kind()) {
      case SAME, FOLDED, ANY -> 0;
      case DIFFERS -> 4;
    };
  }

  private static Cell cell(char read, char listed) {
    Kind kind = Kind.DIFFERS;
    if (read == listed) {
      kind = Kind.SAME;
    } else if (listed == '?') {
      kind = Kind.ANY;
    } else if ((read == 'O' && listed == '0') || (read == '0' && listed == 'O')) {
      kind = Kind.FOLDED;
    }
    return new Cell(String.valueOf(read), String.valueOf(listed), kind);
  }
}
