package org.outrider.workbench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Said against seen, both as powers of ten: points on the line were told as they are. */
final class CalibrationPlot {
  private static final int STEPS = 8;
  private static final int SIDE = 360;
  private static final int LEFT = 60;
  private static final int TOP = 20;

  private CalibrationPlot() {}

  /**
   * What lies in one step.
   *
   * @param said mean of what was said, 0..1
   * @param seen share that was true, 0..1
   * @param count how many
   */
  record Step(double said, double seen, long count) {}

  /** Collects: half a power of ten each, from 0.0001 to 1. */
  static final class Steps {
    private final long[] count = new long[STEPS];
    private final long[] right = new long[STEPS];
    private final double[] sum = new double[STEPS];

    void add(double said, boolean isTrue) {
      int k = (int) Math.floor((Math.log10(Math.max(said, 1e-9)) + 4) * 2);
      if (k >= 0) {
        int step = Math.min(k, STEPS - 1);
        count[step]++;
        right[step] += isTrue ? 1 : 0;
        sum[step] += said;
      }
    }

    /** Those with enough in them to say anything. */
    List<Step> filled() {
      return IntStream.range(0, STEPS)
          .filter(k -> count[k] >= 50)
          .mapToObj(k -> new Step(sum[k] / count[k], (double) right[k] / count[k], count[k]))
          .toList();
    }
  }

  /** Writes an SVG picture. */
  static void write(Path file, String title, List<Step> steps) throws IOException {
    StringBuilder out = new StringBuilder();
    out.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="560" height="450" font-family="sans-serif" font-size="13">
        <rect width="560" height="450" fill="white"/>
        """);
    for (int power = -4; power <= 0; power++) {
      double at = Math.pow(10, power);
      String label = power == 0 ? "1" : "0." + "0".repeat(-power - 1) + "1";
      out.append(line(x(at), y(1e-4), x(at), y(1), "#ddd"));
      out.append(line(x(1e-4), y(at), x(1), y(at), "#ddd"));
      out.append(text(x(at) - 12, y(1e-4) + 20, label)).append(text(8, y(at) + 5, label));
    }
    out.append(line(x(1e-4), y(1e-4), x(1), y(1), "#888"));
    for (Step s : steps) {
      double seen = Math.max(s.seen(), 1e-4);
      out.append(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" fill=\"#b02a30\"/>\n"
              .formatted(x(s.said()), y(seen)));
      out.append(text(x(s.said()) + 9, y(seen) + 14, String.valueOf(s.count())));
    }
    out.append(text(LEFT, y(1e-4) + 44, title)).append("</svg>\n");
    Files.writeString(file, out);
  }

  private static double x(double p) {
    return LEFT + SIDE * (Math.log10(p) + 4) / 4;
  }

  private static double y(double p) {
    return TOP + SIDE - SIDE * (Math.log10(p) + 4) / 4;
  }

  private static String line(double x0, double y0, double x1, double y1, String colour) {
    return "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>\n"
        .formatted(x0, y0, x1, y1, colour);
  }

  private static String text(double x, double y, String text) {
    return "<text x=\"%.1f\" y=\"%.1f\">%s</text>\n".formatted(x, y, text);
  }
}
