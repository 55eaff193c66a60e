package org.outrider.hal.image;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.opencv.core.Core;
import org.opencv.core.CvException;
import org.opencv.core.Mat;

/**
 * A BGR picture, 8 bits a channel, in native memory. Counted: whoever wants to keep it beyond the
 * call calls {@link #keep}, each holder calls {@link #close} once, and the last one gives the
 * memory back to its pool. Using it afterwards throws.
 */
public final class Image implements AutoCloseable {
  private final Mat mat;
  private final @Nullable ImagePool pool;
  private final AtomicInteger holders = new AtomicInteger(1);

  Image(Mat mat, @Nullable ImagePool pool) {
    this.mat = mat;
    this.pool = pool;
  }

  /** Takes a Mat over: it is released with the last {@link #close}. */
  public static Image own(Mat mat) {
    return new Image(mat, null);
  }

  /** The picture's memory, valid until the last holder has closed. */
  public Mat mat() {
    if (holders.get() <= 0) {
      throw new IllegalStateException("picture used after it was closed");
    }
    return mat;
  }

  public int widthPx() {
    return mat().cols();
  }

  public int heightPx() {
    return mat().rows();
  }

  /**
   * A copy, mirrored first and then turned.
   *
   * @param degrees clockwise: 0, 90, 180 or 270
   * @param isMirrored whether left and right are exchanged
   */
  public Image turned(int degrees, boolean isMirrored) {
    Mat from = mat();
    Mat out = new Mat();
    try {
      if (isMirrored) {
        Core.flip(from, out, 1);
        from = out;
      }
      switch (degrees) {
        case 90 -> Core.rotate(from, out, Core.ROTATE_90_CLOCKWISE);
        case 180 -> Core.rotate(from, out, Core.ROTATE_180);
        case 270 -> Core.rotate(from, out, Core.ROTATE_90_COUNTERCLOCKWISE);
        default -> from.copyTo(out);
      }
      return own(out);
    } catch (CvException e) {
      out.release();
      throw e;
    }
  }

  /** One more holder. */
  public Image keep() {
    if (holders.getAndIncrement() <= 0) {
      holders.decrementAndGet();
      throw new IllegalStateException("picture kept after it was closed");
    }
    return this;
  }

  @Override
  public void close() {
    int left = holders.decrementAndGet();
    if (left < 0) {
      throw new IllegalStateException("picture closed once too often");
    }
    if (left == 0) {
      if (pool != null && pool.takeBack(mat)) {
        return;
      }
      mat.release();
    }
  }
}
