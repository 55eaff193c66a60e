package org.outrider.agent.reading.vision;

import java.util.ArrayList;
import java.util.List;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfDouble;
import org.opencv.core.MatOfInt;
import org.opencv.core.MatOfPoint;
import org.opencv.core.Point;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.plate.Quad;
import org.outrider.hal.image.Image;

/**
 * A camera's view for those who aim it: plates framed and measured, and made unreadable unless they
 * are for test. Used by one thread.
 */
public final class AimPicture implements AutoCloseable {
  /** What test plates begin with. */
  public static final String TEST = "TEST";

  private static final int WIDTH_PX = 960;
  private static final int BLOCKS = 7;
  private static final Scalar GREEN = new Scalar(80, 220, 80);
  private static final PatchShape PATCH = new PatchShape(240, 80, true, 0, 0);

  private final Rectifier rectifier = new Rectifier(PATCH);
  private final MatOfInt quality = new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, 80);

  /**
   * How a plate shows.
   *
   * @param text of a test plate; {@code plate} for any other
   * @param widthPx in the camera's frame
   * @param sharpness deviation of the Laplacian of the plate at 240 by 80 px, contrast taken out
   * @param tiltDeg of its upper side against the horizon, clockwise
   * @param skewDeg by which its left side leans away from a right angle to the upper one
   */
  public record Seen(
      String text, double widthPx, double sharpness, double tiltDeg, double skewDeg) {}

  /** The picture as JPEG, and what is seen in it. */
  public static final class View {
    private final byte[] jpeg;
    private final int widthPx;
    private final int heightPx;
    private final double brightness;
    private final List<Seen> plates;

    View(byte[] jpeg, int widthPx, int heightPx, double brightness, List<Seen> plates) {
      this.jpeg = jpeg;
      this.widthPx = widthPx;
      this.heightPx = heightPx;
      this.brightness = brightness;
      this.plates = List.copyOf(plates);
    }

    /** The bytes themselves, not a copy. */
    public byte[] jpeg() {
      return jpeg;
    }

    /** Of the camera's frame. */
    public int widthPx() {
      return widthPx;
    }

    /** Of the camera's frame. */
    public int heightPx() {
      return heightPx;
    }

    /** Mean of all pixels, 0 to 255. */
    public double brightness() {
      return brightness;
    }

    public List<Seen> plates() {
      return plates;
    }
  }

  /** Draws what was found in a frame. */
  public View draw(Image frame, List<Look> looks) {
    Mat full = frame.mat();
    double scale = Math.min(1.0, (double) WIDTH_PX / full.cols());
    Mat out = new Mat();
    MatOfByte jpeg = new MatOfByte();
    try {
      Imgproc.resize(full, out, new Size(), scale, scale, Imgproc.INTER_AREA);
      List<Seen> seen = new ArrayList<>();
      for (Look look : looks) {
        String text = PlateText.of(look.reading().text()).normalized();
        boolean isTest = text.startsWith(TEST);
        Quad quad = look.detection().quad();
        seen.add(seen(full, quad, isTest ? text : "plate"));
        if (!isTest) {
          hide(out, quad.grown(0.1, 0.2), scale);
        }
        frame(out, quad, scale);
      }
      Scalar mean = Core.mean(out);
      if (!Imgcodecs.imencode(".jpg", out, jpeg, quality)) {
        throw new IllegalStateException("JPEG encoder refused a " + out.size() + " picture");
      }
      return new View(
          jpeg.toArray(),
          full.cols(),
          full.rows(),
          (mean.val[0] + mean.val[1] + mean.val[2]) / out.channels(),
          seen);
    } finally {
      out.release();
      jpeg.release();
    }
  }

  private Seen seen(Mat frame, Quad q, String text) {
    double tilt = Math.toDegrees(Math.atan2(q.y1() - q.y0(), q.x1() - q.x0()));
    double left = Math.toDegrees(Math.atan2(q.y3() - q.y0(), q.x3() - q.x0()));
    return new Seen(text, q.widthPx(), sharpness(rectifier.cut(frame, q)), tilt, left - tilt - 90);
  }

  /** Edges of a plate against its contrast: falls with blur and hardly with light. */
  static double sharpness(Mat gray) {
    Mat edges = new Mat();
    MatOfDouble mean = new MatOfDouble();
    MatOfDouble deviation = new MatOfDouble();
    try {
      Core.meanStdDev(gray, mean, deviation);
      double contrast = Math.max(4, deviation.get(0, 0)[0]);
      Imgproc.Laplacian(gray, edges, CvType.CV_32F);
      Core.meanStdDev(edges, mean, deviation);
      return 100 * deviation.get(0, 0)[0] / contrast;
    } finally {
      edges.release();
      mean.release();
      deviation.release();
    }
  }

  /** Leaves a few blocks of what nobody here has to read. */
  private static void hide(Mat picture, Quad q, double scale) {
    int left = (int) Math.max(0, q.left() * scale);
    int top = (int) Math.max(0, q.top() * scale);
    int right = (int) Math.min(picture.cols(), Math.ceil(q.right() * scale));
    int bottom = (int) Math.min(picture.rows(), Math.ceil(q.bottom() * scale));
    if (right - left < 2 || bottom - top < 2) {
      return;
    }
    Mat part = picture.submat(new Rect(left, top, right - left, bottom - top));
    Mat coarse = new Mat();
    try {
      Imgproc.resize(part, coarse, new Size(BLOCKS, 2), 0, 0, Imgproc.INTER_AREA);
      Imgproc.resize(coarse, part, part.size(), 0, 0, Imgproc.INTER_NEAREST);
    } finally {
      part.release();
      coarse.release();
    }
  }

  private static void frame(Mat picture, Quad quad, double scale) {
    double[] xy = quad.xy();
    Point[] corners = new Point[4];
    for (int i = 0; i < 4; i++) {
      corners[i] = new Point(xy[2 * i] * scale, xy[2 * i + 1] * scale);
    }
    MatOfPoint line = new MatOfPoint(corners);
    try {
      Imgproc.polylines(picture, List.of(line), true, GREEN, 2, Imgproc.LINE_AA);
    } finally {
      line.release();
    }
  }

  @Override
  public void close() {
    rectifier.close();
    quality.release();
  }
}
