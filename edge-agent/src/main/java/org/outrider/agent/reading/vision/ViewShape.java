package org.outrider.agent.reading.vision;

import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;
import org.outrider.agent.base.plate.Quad;

/**
 * The part of a picture around a plate that shows its vehicle.
 *
 * @param plateWidthPx how wide the plate is in it; the upright box of its corners, as labels have
 *     it
 * @param plateXPx where the plate's middle lies in it
 * @param plateYPx the same
 */
public record ViewShape(
    int widthPx, int heightPx, double plateWidthPx, double plateXPx, double plateYPx) {
  /** What the detector sees beyond a picture's edge too. */
  private static final Scalar BEYOND = new Scalar(114, 114, 114);

  /** Cuts it out, gray where the picture ends; the caller releases it. */
  public Mat cut(Mat picture, Quad plate) {
    double scale = plateWidthPx / Math.max(1, plate.right() - plate.left());
    double x = (plate.left() + plate.right()) / 2;
    double y = (plate.top() + plate.bottom()) / 2;
    // of a large picture no more than is looked at is made smaller
    int fromX = within((int) Math.floor(x - plateXPx / scale) - 1, picture.cols());
    int fromY = within((int) Math.floor(y - plateYPx / scale) - 1, picture.rows());
    int toX = within((int) Math.ceil(x + (widthPx - plateXPx) / scale) + 1, picture.cols());
    int toY = within((int) Math.ceil(y + (heightPx - plateYPx) / scale) + 1, picture.rows());
    Mat view = new Mat(heightPx, widthPx, CvType.CV_8UC3, BEYOND);
    if (toX - fromX < 2 || toY - fromY < 2) {
      return view;
    }
    Mat part = picture.submat(fromY, toY, fromX, toX);
    Mat small = new Mat();
    Mat matrix = new Mat(2, 3, CvType.CV_64F);
    try {
      double less = Math.min(1, scale); // made smaller first, by areas, so that no line flickers
      Size size =
          new Size(
              Math.max(1, Math.round(part.cols() * less)),
              Math.max(1, Math.round(part.rows() * less)));
      Imgproc.resize(part, small, size, 0, 0, Imgproc.INTER_AREA);
      double more = Math.max(1, scale);
      double atX = more * (x - fromX) * size.width / part.cols();
      double atY = more * (y - fromY) * size.height / part.rows();
      matrix.put(0, 0, more, 0, plateXPx - atX, 0, more, plateYPx - atY);
      Imgproc.warpAffine(
          small, view, matrix, view.size(), Imgproc.INTER_LINEAR, Core.BORDER_CONSTANT, BEYOND);
      return view;
    } finally {
      part.release();
      small.release();
      matrix.release();
    }
  }

  private static int within(int at, int length) {
    return Math.clamp(at, 0, length);
  }
}
