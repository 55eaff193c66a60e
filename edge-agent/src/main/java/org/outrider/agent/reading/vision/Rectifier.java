package org.outrider.agent.reading.vision;

import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;
import org.outrider.agent.base.plate.Quad;

/**
 * Cuts a plate out of a frame by its four corners: the same steps as {@code
 * outrider_training.rectify}, so that the reader sees what it was trained on. Reuses its native
 * memory; used by one thread.
 */
public final class Rectifier implements AutoCloseable {
  private static final int MOST_OVERSAMPLING = 6;

  private final PatchShape shape;
  private final Mat matrix = new Mat(3, 3, CvType.CV_64F);
  private final Mat warped = new Mat();
  private final Mat small = new Mat();
  private final Mat gray = new Mat();
  private final Mat soft = new Mat();
  private final double[] h = new double[9];

  public Rectifier(PatchShape shape) {
    this.shape = shape;
  }

  /** The patch, valid until the next call; gray or BGR as the shape says. */
  public Mat cut(Mat frame, Quad plate) {
    Quad q = plate.grown(shape.marginX(), shape.marginY());
    double side = Math.hypot(q.x1() - q.x0(), q.y1() - q.y0());
    int k = (int) Math.max(1, Math.min(MOST_OVERSAMPLING, Math.round(side / shape.widthPx())));
    int width = shape.widthPx() * k;
    int height = shape.heightPx() * k;
    Homography.fromRectangle(width, height, q, h);
    matrix.put(0, 0, h);
    Imgproc.warpPerspective(
        frame,
        warped,
        matrix,
        new Size(width, height),
        Imgproc.INTER_LINEAR | Imgproc.WARP_INVERSE_MAP,
        Core.BORDER_REPLICATE);
    Mat out = warped;
    if (k > 1) {
      Imgproc.resize(
          warped, small, new Size(shape.widthPx(), shape.heightPx()), 0, 0, Imgproc.INTER_AREA);
      out = small;
    }
    if (shape.isGray() && out.channels() == 3) {
      Imgproc.cvtColor(out, gray, Imgproc.COLOR_BGR2GRAY);
      out = gray;
    }
    if (shape.softenSd() > 0 && side > shape.softenAbovePx()) {
      Imgproc.GaussianBlur(out, soft, new Size(0, 0), shape.softenSd());
      out = soft;
    }
    return out;
  }

  @Override
  public void close() {
    matrix.release();
    warped.release();
    small.release();
    gray.release();
    soft.release();
  }
}
