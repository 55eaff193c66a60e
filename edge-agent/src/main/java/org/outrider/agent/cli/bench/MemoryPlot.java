package org.outrider.agent.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Resident memory over minutes, as an SVG picture. */
final class MemoryPlot {
  private static final int WIDTH = 600;
  private static final int HEIGHT = 280;
  private static final int LEFT = 60;
  private static final int TOP = 20;
  private static final int STEP_MB = 100;

  private MemoryPlot() {}

  /**
   * Writes it.
   *
   * @param residentMb one a minute, the first after one minute
   * @param limitMb drawn as a dashed line
   */
  static void write(Path file, List<Double> residentMb, double limitMb) throws IOException {
    double most = limitMb;
    for (double mb : residentMb) {
      most = Math.max(most, mb);
    }
    double top = Math.ceil((most + 1) / STEP_MB) * STEP_MB;
    StringBuilder out = new StringBuilder(4096);
    out.append(
        String.format(
            Locale.ROOT,
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="13">
            <rect width="%d" height="%d" fill="white"/>
            """,
            LEFT + WIDTH + 30,
            TOP + HEIGHT + 60,
            LEFT + WIDTH + 30,
            TOP + HEIGHT + 60));
    for (int mb = 0; mb <= top; mb += STEP_MB) {
      out.append(line(y(mb, top), "#ddd", "")).append(text(8, y(mb, top) + 5, mb + " MB"));
    }
    out.append(line(y(limitMb, top), "#b02a30", " stroke-dasharray=\"6 4\""));
    out.append(
        text(
            LEFT + WIDTH - 90,
            y(limitMb, top) - 5,
            String.format(Locale.ROOT, "limit %.0f MB", limitMb)));
    int last = residentMb.size();
    out.append("<polyline fill=\"none\" stroke=\"#1f4e79\" stroke-width=\"2\" points=\"");
    for (int i = 0; i < last; i++) {
      out.append(
          String.format(Locale.ROOT, "%.1f,%.1f ", x(i + 1, last), y(residentMb.get(i), top)));
    }
    out.append("\"/>\n");
    int step = Math.max(1, (int) Math.ceil(last / 6.0));
    for (int minute = step; minute <= last; minute += step) {
      out.append(text(x(minute, last) - 6, TOP + HEIGHT + 18, String.valueOf(minute)));
    }
    out.append(text(LEFT, TOP + HEIGHT + 42, "resident memory of outrider run over minutes"));
    Files.writeString(file, out.append("</svg>\n"));
  }

  private static double x(int minute, int last) {
    return LEFT + (double) WIDTH * minute / Math.max(1, last);
  }

  private static double y(double mb, double top) {
    return TOP + HEIGHT - HEIGHT * mb / top;
  }

  private static String line(double y, String colour, String more) {
    return String.format(
        Locale.ROOT,
        "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"%s\"%s/>\n",
        LEFT,
        y,
        LEFT + WIDTH,
        y,
        colour,
        more);
  }

  private static String text(double x, double y, String text) {
    return String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\">%s</text>\n", x, y, text);
  }
}
