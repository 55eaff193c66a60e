package org.outrider.agent.reading.vision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfPoint2f;
import org.opencv.core.Point;
import org.opencv.core.Scalar;
import org.opencv.imgproc.Imgproc;
import org.outrider.agent.base.plate.Quad;
import org.outrider.hal.image.NativeImages;

class RectifierTest {
  private static final Quad TURNED = new Quad(40, 30, 190, 50, 185, 110, 36, 85);

  @BeforeAll
  static void load() {
    NativeImages.load();
  }

  @Test
  void theClosedFormIsOpenCvsPerspectiveTransform() {
    double[] ours = new double[9];
    Homography.fromRectangle(160, 48, TURNED, ours);
    MatOfPoint2f from =
        new MatOfPoint2f(
            new Point(-.5, -.5),
            new Point(159.5, -.5),
            new Point(159.5, 47.5),
            new Point(-.5, 47.5));
    MatOfPoint2f to =
        new MatOfPoint2f(
            new Point(40, 30), new Point(190, 50), new Point(185, 110), new Point(36, 85));
    Mat theirs = Imgproc.getPerspectiveTransform(from, to);
    for (int i = 0; i < 9; i++) {
      double expected = theirs.get(i / 3, i % 3)[0] / theirs.get(2, 2)[0];
      assertEquals(expected, ours[i] / ours[8], 1e-6 * Math.max(1, Math.abs(expected)), "h" + i);
    }
  }

  @Test
  void aTurnedPlateComesOutSquare() {
    Mat frame = new Mat(150, 240, CvType.CV_8UC3, new Scalar(20, 20, 20));
    double[] xy = TURNED.xy();
    for (int i = 0; i < 4; i++) { // a bright dot a quarter in from each corner
      double x =
          xy[2 * i] * .5625
              + xy[(2 * i + 2) % 8] * .1875
              + xy[(2 * i + 6) % 8] * .1875
              + xy[(2 * i + 4) % 8] * .0625;
      double y =
          xy[2 * i + 1] * .5625
              + xy[(2 * i + 3) % 8] * .1875
              + xy[(2 * i + 7) % 8] * .1875
              + xy[(2 * i + 5) % 8] * .0625;
      Imgproc.circle(frame, new Point(x, y), 3, new Scalar(255, 255, 255), -1);
    }
    try (Rectifier rectifier = new Rectifier(new PatchShape(160, 48, true, 0, 0))) {
      Mat patch = rectifier.cut(frame, TURNED);
      for (int[] at : new int[][] {{40, 12}, {120, 12}, {120, 36}, {40, 36}}) {
        double brightest = 0;
        for (int dx = -4; dx <= 4; dx++) {
          for (int dy = -4; dy <= 4; dy++) {
            brightest = Math.max(brightest, patch.get(at[1] + dy, at[0] + dx)[0]);
          }
        }
        assertEquals(255, brightest, 30, "dot at " + at[0] + "," + at[1]);
      }
      assertEquals(20, patch.get(24, 80)[0], 3);
    }
  }

  /** Brightness right beside a sharp edge, as the patch of a plate of some width has it. */
  private static double besideTheEdge(int widthPx, double softenSd) {
    Mat frame = new Mat(300, 600, CvType.CV_8UC3, new Scalar(0, 0, 0));
    Imgproc.rectangle(
        frame,
        new Point(20 + widthPx / 2.0, 0),
        new Point(599, 299),
        new Scalar(255, 255, 255),
        -1);
    PatchShape shape = new PatchShape(160, 48, true, 0, 0, 194, softenSd);
    try (Rectifier rectifier = new Rectifier(shape)) {
      double value = rectifier.cut(frame, Quad.box(20, 20, widthPx, widthPx * 0.3)).get(24, 78)[0];
      frame.release();
      return value;
    }
  }

  @Test
  void onlyAPlateNearTheCameraIsSoftened() {
    assertEquals(0, besideTheEdge(320, 0));
    assertEquals(20, besideTheEdge(320, 0.8), 12);
    assertEquals(0, besideTheEdge(160, 0.8));
  }
}
