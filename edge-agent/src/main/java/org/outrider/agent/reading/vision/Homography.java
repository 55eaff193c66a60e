package org.outrider.agent.reading.vision;

import org.outrider.agent.base.plate.Quad;

/** The projective map of a rectangle onto a quad, in closed form (Heckbert 1989, section 2.2). */
final class Homography {
  private Homography() {}

  /**
   * Coefficients, row by row, that take the pixel (x, y) of a {@code width} x {@code height} patch
   * to the frame; pixel centres lie at whole numbers in both.
   */
  static void fromRectangle(int width, int height, Quad q, double[] out) {
    double dx1 = q.x1() - q.x2();
    double dx2 = q.x3() - q.x2();
    double dy1 = q.y1() - q.y2();
    double dy2 = q.y3() - q.y2();
    double sx = q.x0() - q.x1() + q.x2() - q.x3();
    double sy = q.y0() - q.y1() + q.y2() - q.y3();
    double det = dx1 * dy2 - dx2 * dy1;
    double g = det == 0 ? 0 : (sx * dy2 - dx2 * sy) / det;
    double i = det == 0 ? 0 : (dx1 * sy - sx * dy1) / det;
    double a = q.x1() - q.x0() + g * q.x1();
    double b = q.x3() - q.x0() + i * q.x3();
    double d = q.y1() - q.y0() + g * q.y1();
    double e = q.y3() - q.y0() + i * q.y3();
    // The unit square's (u, v) is ((x + 0.5) / width, (y + 0.5) / height).
    out[0] = a / width;
    out[1] = b / height;
    out[2] = q.x0() + 0.5 * (out[0] + out[1]);
    out[3] = d / width;
    out[4] = e / height;
    out[5] = q.y0() + 0.5 * (out[3] + out[4]);
    out[6] = g / width;
    out[7] = i / height;
    out[8] = 1 + 0.5 * (out[6] + out[7]);
  }
}
