package org.outrider.hal.sim;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.opencv.core.Mat;
import org.opencv.core.Point;
import org.opencv.core.Scalar;
import org.opencv.imgproc.Imgproc;

/** The stroke letters that simulated plates are stamped with, read from {@code letters.txt}. */
final class StrokeLetters {
  private static final double NORMAL_WIDTH = 0.52;

  private record Letter(double width, List<double[]> lines) {}

  private final Map<Character, Letter> letters = new HashMap<>();

  StrokeLetters() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    StrokeLetters.class.getResourceAsStream("letters.txt"), "letters.txt"),
                StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.startsWith("#") && !line.isBlank()) {
          read(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(String line) {
    String[] head = line.split(" ", 3);
    List<double[]> lines = new ArrayList<>();
    for (String path : head[2].split(";")) {
      String[] points = path.strip().split(" ");
      double[] xy = new double[points.length * 2];
      for (int i = 0; i < points.length; i++) {
        int comma = points[i].indexOf(',');
        xy[2 * i] = Double.parseDouble(points[i].substring(0, comma)) / 100;
        xy[2 * i + 1] = Double.parseDouble(points[i].substring(comma + 1)) / 100;
      }
      lines.add(xy);
    }
    letters.put(head[0].charAt(0), new Letter(Double.parseDouble(head[1]), lines));
  }

  /** Width of a text in pixels at a cap height, gaps included. */
  double widthPx(String text, double capPx) {
    double width = 0;
    for (int k = 0; k < text.length(); k++) {
      char c = text.charAt(k);
      width += advance(c, capPx);
    }
    return width - gap(capPx);
  }

  private static double gap(double capPx) {
    return capPx * 0.16;
  }

  private double advance(char c, double capPx) {
    Letter letter = letters.get(c);
    return (letter == null ? 0.5 : letter.width()) * NORMAL_WIDTH * capPx + gap(capPx);
  }

  /** Draws a text with its top-left corner at x, y; characters without a letter leave a gap. */
  void draw(Mat canvas, String text, double x, double y, double capPx, Scalar ink) {
    int stroke = (int) Math.max(1, Math.round(capPx * 0.135));
    double at = x;
    for (int k = 0; k < text.length(); k++) {
      char c = text.charAt(k);
      Letter letter = letters.get(c);
      if (letter != null) {
        double width = letter.width() * NORMAL_WIDTH * capPx - stroke;
        for (double[] xy : letter.lines()) {
          Point[] points = new Point[xy.length / 2];
          for (int i = 0; i < points.length; i++) {
            points[i] =
                new Point(
                    Math.round(at + stroke / 2.0 + xy[2 * i] * width),
                    Math.round(y + stroke / 2.0 + xy[2 * i + 1] * (capPx - stroke)));
          }
          for (int i = 1; i < points.length; i++) {
            Imgproc.line(canvas, points[i - 1], points[i], ink, stroke, Imgproc.LINE_AA);
          }
        }
      }
      at += advance(c, capPx);
    }
  }
}
