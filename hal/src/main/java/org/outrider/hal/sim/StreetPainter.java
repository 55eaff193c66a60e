package org.outrider.hal.sim;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfPoint;
import org.opencv.core.MatOfPoint2f;
import org.opencv.core.Point;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/**
 * Paints the frames of a script as a pinhole camera at 1.3 m height sees them. Flat and schematic,
 * but with the things that matter to a reader: perspective, size over time, blur by motion, sensor
 * noise.
 */
final class StreetPainter implements AutoCloseable {
  private static final double CAMERA_HEIGHT_M = 1.3;
  private static final double FOCAL_SHARE = 1.15;
  private static final double PLATE_WIDTH_M = 0.305;
  private static final double PLATE_HEIGHT_M = 0.152;
  private static final int TEXTURE_WIDTH = 384;
  private static final int TEXTURE_HEIGHT = 192;
  private static final int NOISE_MARGIN = 64;

  private final StreetScript script;
  private final int widthPx;
  private final int heightPx;
  private final double focalPx;
  private final double horizonPx;
  private final Mat background;
  private final Mat noise;
  private final Map<SimVehicle, Mat> textures = new HashMap<>();
  private final StrokeLetters letters = new StrokeLetters();
  private final Random random = new Random(5);

  /** Memory that each frame is painted with: a Mat made anew waits for the collector. */
  private final MatOfPoint polygon = new MatOfPoint();

  private final MatOfPoint2f textureCorners =
      new MatOfPoint2f(
          new Point(0, 0),
          new Point(TEXTURE_WIDTH, 0),
          new Point(TEXTURE_WIDTH, TEXTURE_HEIGHT),
          new Point(0, TEXTURE_HEIGHT));
  private final MatOfPoint2f plateCorners = new MatOfPoint2f();
  private final Mat big = new Mat();
  private final Mat gray = new Mat();
  private final Mat noMask = new Mat();

  StreetPainter(StreetScript script, int widthPx, int heightPx) {
    this.script = script;
    this.widthPx = widthPx;
    this.heightPx = heightPx;
    this.focalPx = widthPx * FOCAL_SHARE;
    this.horizonPx = heightPx * 0.42;
    this.background = background();
    Mat gauss = new Mat(heightPx + NOISE_MARGIN, widthPx + NOISE_MARGIN, CvType.CV_16SC3);
    Core.randn(gauss, 0, script.light() == StreetScript.Light.DAY ? 2.5 : 5);
    noise = new Mat();
    gauss.convertTo(noise, CvType.CV_8SC3);
    gauss.release();
  }

  private double brightness() {
    return switch (script.light()) {
      case DAY -> 1.0;
      case DUSK -> 0.45;
      case NIGHT -> 0.12;
    };
  }

  private Mat background() {
    Mat img = new Mat(heightPx, widthPx, CvType.CV_8UC3);
    double f = brightness();
    for (int y = 0; y < heightPx; y++) {
      double d = (y - horizonPx) / heightPx;
      Scalar c =
          d < 0
              ? new Scalar((225 + 60 * d) * f, (205 + 90 * d) * f, (185 + 130 * d) * f)
              : new Scalar((95 + 40 * d) * f, (98 + 40 * d) * f, (100 + 40 * d) * f);
      Imgproc.line(img, new Point(0, y), new Point(widthPx, y), c, 1);
    }
    Random r = new Random(3);
    for (int i = 0; i < 26; i++) {
      double w = widthPx * (0.04 + r.nextDouble() * .1);
      double h = heightPx * (0.05 + r.nextDouble() * .25);
      double x = r.nextDouble() * widthPx;
      double g = 60 + r.nextDouble() * 110;
      Imgproc.rectangle(
          img,
          new Point(x, horizonPx - h),
          new Point(x + w, horizonPx),
          new Scalar(g * .9 * f, g * f, (g + 12) * f),
          -1);
      for (int k = 0; k < 6; k++) {
        double wx = x + w * (0.15 + 0.28 * (k % 3));
        double wy = horizonPx - h * (0.8 - 0.4 * (k < 3 ? 0 : 1));
        Imgproc.rectangle(
            img,
            new Point(wx, wy),
            new Point(wx + w * .15, wy + h * .2),
            new Scalar(70 * f, 60 * f, 50 * f),
            -1);
      }
    }
    for (double z = 5; z < 60; z += 6) {
      line(img, -0.1, z, z + 2.5, new Scalar(215 * f, 215 * f, 215 * f));
    }
    return img;
  }

  private void line(Mat img, double xM, double nearM, double farM, Scalar c) {
    Point[] p = {
      ground(xM - .08, nearM),
      ground(xM + .08, nearM),
      ground(xM + .08, farM),
      ground(xM - .08, farM)
    };
    fill(img, c, p);
  }

  private Point ground(double xM, double zM) {
    return at(xM, 0, zM);
  }

  private Point at(double xM, double upM, double zM) {
    return new Point(
        widthPx / 2.0 + focalPx * xM / zM, horizonPx + focalPx * (CAMERA_HEIGHT_M - upM) / zM);
  }

  /** Fills a convex polygon. A list of polygons would be copied into Mats that nobody releases. */
  private void fill(Mat img, Scalar c, Point... points) {
    polygon.fromArray(points);
    Imgproc.fillConvexPoly(img, polygon, c, Imgproc.LINE_AA);
  }

  /** Paints the scene at a time of the script. */
  void paint(double seconds, Mat out) {
    background.copyTo(out);
    script.vehicles().stream()
        .filter(v -> !Double.isNaN(v.distanceM(seconds)))
        .sorted((a, b) -> Double.compare(b.distanceM(seconds), a.distanceM(seconds)))
        .forEach(v -> vehicle(out, v, v.distanceM(seconds)));
    textures.entrySet().removeIf(t -> isGone(t.getKey(), t.getValue(), seconds));
    Mat part =
        noise.submat(
            new Rect(
                random.nextInt(NOISE_MARGIN), random.nextInt(NOISE_MARGIN), widthPx, heightPx));
    Core.add(out, part, out, noMask, CvType.CV_8UC3);
    part.release();
    if (script.light() == StreetScript.Light.NIGHT) {
      Imgproc.cvtColor(out, gray, Imgproc.COLOR_BGR2GRAY);
      Imgproc.cvtColor(gray, out, Imgproc.COLOR_GRAY2BGR);
    }
  }

  /** True if a vehicle is out of sight; its plate is painted again if it comes back. */
  private static boolean isGone(SimVehicle v, Mat texture, double seconds) {
    boolean isGone = Double.isNaN(v.distanceM(seconds));
    if (isGone) {
      texture.release();
    }
    return isGone;
  }

  private void vehicle(Mat img, SimVehicle v, double z) {
    double f = brightness();
    int h = v.plate().hashCode();
    Scalar body =
        new Scalar((40 + (h & 0x7F)) * f, (40 + (h >> 7 & 0x7F)) * f, (40 + (h >> 14 & 0x7F)) * f);
    double x = v.laneM();
    fill(
        img,
        new Scalar(25 * f, 25 * f, 25 * f),
        at(x - .95, 0, z),
        at(x + .95, 0, z),
        at(x + .95, .3, z),
        at(x - .95, .3, z));
    fill(
        img,
        body,
        at(x - .9, .25, z),
        at(x + .9, .25, z),
        at(x + .9, .95, z),
        at(x + .68, 1.45, z),
        at(x - .68, 1.45, z),
        at(x - .9, .95, z));
    fill(
        img,
        new Scalar(60 * f, 52 * f, 45 * f),
        at(x - .7, .98, z),
        at(x + .7, .98, z),
        at(x + .58, 1.38, z),
        at(x - .58, 1.38, z));
    for (int side = -1; side <= 1; side += 2) {
      Scalar lamp =
          script.light() == StreetScript.Light.DAY
              ? new Scalar(40, 40, 200)
              : new Scalar(120 * f, 120 * f, 255 * Math.max(.6, f));
      fill(
          img,
          lamp,
          at(x + side * .62, .72, z),
          at(x + side * .86, .72, z),
          at(x + side * .86, .9, z),
          at(x + side * .62, .9, z));
    }
    plate(img, v, z);
  }

  private void plate(Mat img, SimVehicle v, double z) {
    Mat texture = textures.computeIfAbsent(v, this::texture);
    double x = v.laneM();
    double low = .52;
    Point tl = at(x - PLATE_WIDTH_M / 2, low + PLATE_HEIGHT_M, z);
    Point tr = at(x + PLATE_WIDTH_M / 2, low + PLATE_HEIGHT_M + .004, z * .998);
    Point br = at(x + PLATE_WIDTH_M / 2, low, z * .998);
    Point bl = at(x - PLATE_WIDTH_M / 2, low, z);
    int x0 = (int) Math.floor(Math.min(tl.x, bl.x)) - 2;
    int y0 = (int) Math.floor(Math.min(tl.y, tr.y)) - 2;
    int x1 = (int) Math.ceil(Math.max(tr.x, br.x)) + 3;
    int y1 = (int) Math.ceil(Math.max(bl.y, br.y)) + 3;
    Rect box = new Rect(x0, y0, x1 - x0, y1 - y0);
    if (box.x < 0 || box.y < 0 || box.x + box.width > widthPx || box.y + box.height > heightPx) {
      return;
    }
    // Drawn at a multiple and averaged down, as a lens would, so that far plates do not sparkle.
    int k = Math.max(1, Math.min(4, (int) Math.round(TEXTURE_WIDTH / (tr.x - tl.x))));
    plateCorners.fromArray(
        scaled(tl, box, k), scaled(tr, box, k), scaled(br, box, k), scaled(bl, box, k));
    Mat m = Imgproc.getPerspectiveTransform(textureCorners, plateCorners);
    Mat roi = img.submat(box);
    Imgproc.resize(roi, big, new Size(box.width * k, box.height * k), 0, 0, Imgproc.INTER_NEAREST);
    Imgproc.warpPerspective(
        texture, big, m, big.size(), Imgproc.INTER_LINEAR, Core.BORDER_TRANSPARENT, new Scalar(0));
    Imgproc.resize(big, roi, roi.size(), 0, 0, Imgproc.INTER_AREA);
    double blur = focalPx * v.speedMps() * Math.abs(v.laneM()) / (z * z) * 0.004;
    if (blur > 1) {
      Imgproc.blur(roi, roi, new Size(Math.round(blur) + 1, 1));
    }
    m.release();
    roi.release();
  }

  private static Point scaled(Point p, Rect box, int k) {
    return new Point((p.x - box.x) * k, (p.y - box.y) * k);
  }

  private Mat texture(SimVehicle v) {
    double f =
        switch (script.light()) {
          case DAY -> 1.0;
          case DUSK -> 0.5;
          case NIGHT -> 0.85;
        };
    Mat img =
        new Mat(
            TEXTURE_HEIGHT, TEXTURE_WIDTH, CvType.CV_8UC3, new Scalar(236 * f, 232 * f, 228 * f));
    Scalar ink = new Scalar(70 * f, 30 * f, 20 * f);
    Imgproc.rectangle(
        img,
        new Point(3, 3),
        new Point(TEXTURE_WIDTH - 4, TEXTURE_HEIGHT - 4),
        ink,
        3,
        Imgproc.LINE_AA);
    double name = 24;
    letters.draw(
        img, v.state(), (TEXTURE_WIDTH - letters.widthPx(v.state(), name)) / 2, 12, name, ink);
    double cap = 92;
    double w = letters.widthPx(v.plate(), cap);
    if (w > TEXTURE_WIDTH - 28) {
      cap *= (TEXTURE_WIDTH - 28) / w;
      w = letters.widthPx(v.plate(), cap);
    }
    letters.draw(img, v.plate(), (TEXTURE_WIDTH - w) / 2, 52 + (92 - cap) / 2, cap, ink);
    return img;
  }

  @Override
  public void close() {
    textures.values().forEach(Mat::release);
    textures.clear();
    List.of(background, noise, polygon, textureCorners, plateCorners, big, gray, noMask)
        .forEach(Mat::release);
  }
}
