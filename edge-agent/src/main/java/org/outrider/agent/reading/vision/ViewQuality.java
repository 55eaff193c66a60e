package org.outrider.agent.reading.vision;

import org.opencv.core.Core;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;
import org.outrider.hal.image.Image;

/**
 * How good a camera's picture is, whatever is in it.
 *
 * @param widthPx of the camera's frame
 * @param heightPx of the camera's frame
 * @param brightness mean of all pixels, 0 to 255
 * @param sharpness of the frame at 960 px width, as {@link AimPicture.Seen} has it of a plate. Of
 *     112 photographs of vehicles that were measured, half have more than 42 and all more than 11;
 *     blurred by a deviation of two pixels none has more than 9.5
 */
public record ViewQuality(int widthPx, int heightPx, double brightness, double sharpness) {
  /** Mean of all pixels, 0 to 255, from which on a picture is too dark; by judgement. */
  public static final double DARKEST = 45;

  /** The same for too bright. */
  public static final double BRIGHTEST = 210;

  private static final double WIDTH_PX = 960;

  /** Measures a frame. */
  public static ViewQuality of(Image frame) {
    Mat full = frame.mat();
    Mat small = new Mat();
    Mat gray = new Mat();
    try {
      double scale = Math.min(1, WIDTH_PX / full.cols());
      Imgproc.resize(full, small, new Size(), scale, scale, Imgproc.INTER_AREA);
      Imgproc.cvtColor(small, gray, Imgproc.COLOR_BGR2GRAY);
      Scalar mean = Core.mean(small);
      return new ViewQuality(
          full.cols(),
          full.rows(),
          (mean.val[0] + mean.val[1] + mean.val[2]) / small.channels(),
          AimPicture.sharpness(gray));
    } finally {
      small.release();
      gray.release();
    }
  }
}
