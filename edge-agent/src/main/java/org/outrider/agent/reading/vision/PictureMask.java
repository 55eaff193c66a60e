package org.outrider.agent.reading.vision;

import java.util.List;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.outrider.hal.image.Image;
import org.outrider.hal.image.NativeImages;

/**
 * Parts of a camera's picture that are blackened before anything looks at it, such as a window that
 * a pole sees (CAP-03).
 *
 * @param areas each in shares of the picture's width and height
 */
public record PictureMask(List<Area> areas) {
  private static final Scalar BLACK = new Scalar(0, 0, 0);

  public static final PictureMask NONE = new PictureMask(List.of());

  /** A rectangle: 0 is left and top, 1 right and bottom. */
  public record Area(double left, double top, double right, double bottom) {
    public Area {
      if (!(left >= 0 && left < right && right <= 1 && top >= 0 && top < bottom && bottom <= 1)) {
        throw new IllegalArgumentException(
            "%s,%s,%s,%s, expected left,top,right,bottom from 0 to 1"
                .formatted(left, top, right, bottom));
      }
    }
  }

  public PictureMask {
    areas = List.copyOf(areas);
  }

  /** Blackens the areas, whole pixels outwards. */
  public void apply(Image picture) {
    Mat mat = picture.mat();
    for (Area area : areas) {
      int x = (int) Math.floor(area.left * mat.cols());
      int y = (int) Math.floor(area.top * mat.rows());
      int right = (int) Math.ceil(area.right * mat.cols());
      int bottom = (int) Math.ceil(area.bottom * mat.rows());
      Mat part = mat.submat(new Rect(x, y, right - x, bottom - y));
      try {
        NativeImages.fill(part, BLACK);
      } finally {
        part.release();
      }
    }
  }
}
