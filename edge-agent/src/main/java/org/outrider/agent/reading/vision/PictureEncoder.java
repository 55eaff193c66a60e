package org.outrider.agent.reading.vision;

import java.util.List;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;
import org.outrider.agent.base.plate.Quad;
import org.outrider.agent.base.read.ImageRef;
import org.outrider.agent.base.read.Picture;
import org.outrider.hal.image.Image;

/**
 * The two pictures that prove a read, both of the very frame that was read: the plate patch, cut
 * square in colour, and the overview. Used by one thread.
 */
public final class PictureEncoder implements AutoCloseable {
  private static final PatchShape PATCH = new PatchShape(240, 80, false, 0.06, 0.10);
  private static final PatchShape TALL_PATCH = new PatchShape(200, 110, false, 0.06, 0.08);
  private static final double TALL = 2.6;

  private final Rectifier flat = new Rectifier(PATCH);
  private final Rectifier tall = new Rectifier(TALL_PATCH);
  private final MatOfInt quality = new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, 85);

  /** Plate patch and overview of a frame. */
  public List<Picture> encode(Image frame, Quad plate) {
    boolean isTall = plate.widthPx() < TALL * plate.heightPx();
    Mat patch = (isTall ? tall : flat).cut(frame.mat(), plate);
    return List.of(
        jpeg(ImageRef.Role.PLATE_PATCH, patch), jpeg(ImageRef.Role.OVERVIEW, frame.mat()));
  }

  private Picture jpeg(ImageRef.Role role, Mat mat) {
    MatOfByte out = new MatOfByte();
    try {
      if (!Imgcodecs.imencode(".jpg", mat, out, quality)) {
        throw new IllegalStateException("JPEG encoder refused a " + mat.size() + " picture");
      }
      return Picture.jpeg(role, out.toArray(), mat.cols(), mat.rows());
    } finally {
      out.release();
    }
  }

  @Override
  public void close() {
    flat.close();
    tall.close();
    quality.release();
  }
}
