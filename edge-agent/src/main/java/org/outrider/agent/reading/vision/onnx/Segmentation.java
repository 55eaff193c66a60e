package org.outrider.agent.reading.vision.onnx;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Which columns of a reader's output hold a character each. As seen, those are the runs of columns
 * that are not blank. Where a run may be nothing (a symbol, the edge of a holder) or a gap may hold
 * something, each is a reading of its own; all of them are weighed by what the columns say and by
 * how well the rest would fit what is known of plates.
 */
final class Segmentation {
  private static final double WIDE_RUN = 1.65;

  /** A run whose columns are surer of a character than this leaves stays, whatever would fit. */
  private static final double LEAST_BLANK = 0.08;

  /** A gap whose columns hold less of a character than this stays empty, whatever would fit. */
  private static final double LEAST_INK = 0.1;

  private static final int MOST_DOUBTS = 6;
  private static final Comparator<Place> ORDER =
      Comparator.comparingInt(Place::row).thenComparingInt(Place::first);

  private final double[][][] p;
  private final List<Place> seen = new ArrayList<>();
  private final double[][] seenShares;

  /** Columns of a row that hold one character. */
  record Place(int row, int first, int last) {}

  /**
   * The places that are most probable.
   *
   * @param share of the probability of all that were weighed, 0..1
   */
  record Choice(List<Place> places, double share) {}

  /** Another reading: one place more, or one less, and how probable it is beside what was seen. */
  private record Doubt(Place place, boolean isGap, double odds) {}

  /**
   * @param p probability by row, column and class, of which the last is blank; read as long as this
   *     is asked
   */
  Segmentation(double[][][] p) {
    this.p = p;
    for (int row = 0; row < p.length; row++) {
      for (int[] run : split(row, runs(row))) {
        seen.add(new Place(row, run[0], run[1]));
      }
    }
    seenShares = new double[seen.size()][];
    for (int i = 0; i < seenShares.length; i++) {
      seenShares[i] = share(seen.get(i));
    }
  }

  /** As seen, in reading order. */
  List<Place> seen() {
    return seen;
  }

  /** The most probable character of a place that was seen, by its index. */
  int likeliest(int seenPlace) {
    return Classifier.best(seenShares[seenPlace]);
  }

  /** The share of each character in each of the places: the caller's to change. */
  double[][] shares(List<Place> places) {
    double[][] shares = rows(places);
    for (int i = 0; i < shares.length; i++) {
      shares[i] = shares[i].clone();
    }
    return shares;
  }

  private double[][] rows(List<Place> places) {
    double[][] rows = new double[places.size()][];
    for (int i = 0; i < rows.length; i++) {
      int known = seen.indexOf(places.get(i));
      rows[i] = known < 0 ? share(places.get(i)) : seenShares[known];
    }
    return rows;
  }

  private double[] share(Place place) {
    double[] share = sums(place.row(), place.first(), place.last());
    double total = 0;
    for (double s : share) {
      total += s;
    }
    for (int k = 0; k < share.length; k++) {
      share[k] /= total;
    }
    return share;
  }

  /**
   * Weighs what was seen against one place more or less.
   *
   * @param evidence how well the characters of places fit what is known of plates
   */
  Choice best(ToDoubleFunction<double[][]> evidence) {
    List<Place> best = seen;
    double most = 1;
    double total = 1;
    double asSeen = evidence.applyAsDouble(seenShares);
    for (Doubt doubt : doubts()) {
      List<Place> places = with(doubt);
      if (!places.isEmpty()) {
        double ratio = doubt.odds() * evidence.applyAsDouble(rows(places)) / asSeen;
        total += ratio;
        if (ratio > most) {
          most = ratio;
          best = places;
        }
      }
    }
    return new Choice(best, most / total);
  }

  private List<Place> with(Doubt doubt) {
    List<Place> places = new ArrayList<>(seen);
    if (doubt.isGap()) {
      places.add(doubt.place());
      places.sort(ORDER);
    } else {
      places.remove(doubt.place());
    }
    return places;
  }

  /** The likeliest first. */
  private List<Doubt> doubts() {
    List<Doubt> out = new ArrayList<>();
    boolean[][] near = new boolean[p.length][p[0].length];
    for (Place place : seen) {
      double blank = 1;
      for (int c = place.first(); c <= place.last(); c++) {
        blank = Math.min(blank, blank(place.row(), c));
      }
      if (blank >= LEAST_BLANK) {
        out.add(new Doubt(place, false, blank / (1 - blank)));
      }
      int end = Math.min(near[0].length - 1, place.last() + 1);
      for (int c = Math.max(0, place.first() - 1); c <= end; c++) {
        near[place.row()][c] = true;
      }
    }
    for (int row = 0; row < p.length; row++) {
      for (int c = 0; c < near[row].length; c++) {
        double ink = 1 - blank(row, c);
        if (!near[row][c] && ink >= LEAST_INK) {
          out.add(new Doubt(new Place(row, c, c), true, ink / (1 - ink)));
        }
      }
    }
    out.sort(Comparator.comparingDouble(Doubt::odds).reversed());
    return out.subList(0, Math.min(MOST_DOUBTS, out.size()));
  }

  private double blank(int row, int column) {
    double[] classes = p[row][column];
    return classes[classes.length - 1];
  }

  /** Runs of columns that hold a character: first column, last column. */
  private List<int[]> runs(int row) {
    List<int[]> out = new ArrayList<>();
    int start = -1;
    int columns = p[row].length;
    for (int c = 0; c <= columns; c++) {
      boolean ink = c < columns && blank(row, c) < 0.5;
      if (ink && start < 0) {
        start = c;
      } else if (!ink && start >= 0) {
        out.add(new int[] {start, c - 1});
        start = -1;
      }
    }
    return out;
  }

  /** A run much wider than the others holds two characters: cut where blank is most likely. */
  private List<int[]> split(int row, List<int[]> found) {
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
          if (blank(row, c) + 0.05 * middle > blank(row, cut) + 0.05 * best) {
            cut = c;
          }
        }
        boolean differs =
            Classifier.best(sums(row, run[0], cut - 1))
                != Classifier.best(sums(row, cut + 1, run[1]));
        if (blank(row, cut) > 0.15 || (differs && blank(row, cut) > 0.03)) {
          out.add(new int[] {run[0], cut - 1});
          out.add(new int[] {cut + 1, run[1]});
          continue;
        }
      }
      out.add(run);
    }
    return out;
  }

  private double[] sums(int row, int first, int last) {
    double[] sums = new double[p[row][first].length - 1];
    for (int c = first; c <= last; c++) {
      for (int k = 0; k < sums.length; k++) {
        sums[k] += p[row][c][k];
      }
    }
    return sums;
  }
}
