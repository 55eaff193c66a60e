package org.outrider.agent.base.plate;

/**
 * Four corners in pixels of the frame, clockwise from top-left as the plate is read; the origin is
 * the frame's top-left corner.
 */
public record Quad(
    double x0, double y0, double x1, double y1, double x2, double y2, double x3, double y3) {

  /** From x, y pairs. */
  public static Quad of(double[] xy) {
    return new Quad(xy[0], xy[1], xy[2], xy[3], xy[4], xy[5], xy[6], xy[7]);
  }

  /** An upright box. */
  public static Quad box(double x, double y, double width, double height) {
    return new Quad(x, y, x + width, y, x + width, y + height, x, y + height);
  }

  public double left() {
    return Math.min(Math.min(x0, x1), Math.min(x2, x3));
  }

  public double top() {
    return Math.min(Math.min(y0, y1), Math.min(y2, y3));
  }

  public double right() {
    return Math.max(Math.max(x0, x1), Math.max(x2, x3));
  }

  public double bottom() {
    return Math.max(Math.max(y0, y1), Math.max(y2, y3));
  }

  public double centreX() {
    return (x0 + x1 + x2 + x3) / 4;
  }

  public double centreY() {
    return (y0 + y1 + y2 + y3) / 4;
  }

  /** Mean length of the upper and lower side. */
  public double widthPx() {
    return (Math.hypot(x1 - x0, y1 - y0) + Math.hypot(x2 - x3, y2 - y3)) / 2;
  }

  /** Mean length of the left and right side. */
  public double heightPx() {
    return (Math.hypot(x3 - x0, y3 - y0) + Math.hypot(x2 - x1, y2 - y1)) / 2;
  }

  /** Width by height. */
  public double aspect() {
    return widthPx() / Math.max(1e-6, heightPx());
  }

  /** Corners as x, y pairs. */
  public double[] xy() {
    return new double[] {x0, y0, x1, y1, x2, y2, x3, y3};
  }

  /** Adds the corners, each times a weight, to a sum of x, y pairs. */
  public void addTo(double[] sum, double weight) {
    sum[0] += weight * x0;
    sum[1] += weight * y0;
    sum[2] += weight * x1;
    sum[3] += weight * y1;
    sum[4] += weight * x2;
    sum[5] += weight * y2;
    sum[6] += weight * x3;
    sum[7] += weight * y3;
  }

  /** Moved outwards along its own sides, each side by a share of width and height. */
  public Quad grown(double shareX, double shareY) {
    double tx = x1 - x0;
    double ty = y1 - y0;
    double bx = x2 - x3;
    double by = y2 - y3;
    double lx = x3 - x0;
    double ly = y3 - y0;
    double rx = x2 - x1;
    double ry = y2 - y1;
    return new Quad(
        x0 - shareX * tx - shareY * lx,
        y0 - shareX * ty - shareY * ly,
        x1 + shareX * tx - shareY * rx,
        y1 + shareX * ty - shareY * ry,
        x2 + shareX * bx + shareY * rx,
        y2 + shareX * by + shareY * ry,
        x3 - shareX * bx + shareY * lx,
        y3 - shareX * by + shareY * ly);
  }

  /**
   * A part of it between two upright lines.
   *
   * @param from share of the width at which it begins; under 0 for before the quad
   * @param to share at which it ends
   */
  public Quad part(double from, double to) {
    return new Quad(
        x0 + (x1 - x0) * from,
        y0 + (y1 - y0) * from,
        x0 + (x1 - x0) * to,
        y0 + (y1 - y0) * to,
        x3 + (x2 - x3) * to,
        y3 + (y2 - y3) * to,
        x3 + (x2 - x3) * from,
        y3 + (y2 - y3) * from);
  }

  /** Overlap of the upright boxes: area of the common part over that of both. */
  public double iou(Quad other) {
    double w = Math.min(right(), other.right()) - Math.max(left(), other.left());
    double h = Math.min(bottom(), other.bottom()) - Math.max(top(), other.top());
    if (w <= 0 || h <= 0) {
      return 0;
    }
    double common = w * h;
    return common / (area() + other.area() - common);
  }

  /** Whether this lies, by four fifths of its upright box, in one at least three times as large. */
  public boolean isPartOf(Quad other) {
    double w = Math.min(right(), other.right()) - Math.max(left(), other.left());
    double h = Math.min(bottom(), other.bottom()) - Math.max(top(), other.top());
    return w > 0 && h > 0 && w * h > 0.8 * area() && area() < 0.3 * other.area();
  }

  private double area() {
    return (right() - left()) * (bottom() - top());
  }
}
