package org.outrider.hal.image;

import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.opencv.core.CvException;
import org.opencv.core.Mat;

/** Native memory used again from frame to frame: a camera's steady state allocates nothing. */
public final class ImagePool implements AutoCloseable {
  private final ArrayBlockingQueue<Mat> idle;
  private volatile boolean open = true;

  /**
   * @param most how many idle pictures are kept
   */
  public ImagePool(int most) {
    idle = new ArrayBlockingQueue<>(most);
  }

  /** A picture whose content and size are whatever they were before. */
  public Image take() {
    @Nullable Mat mat = idle.poll();
    return new Image(mat == null ? new Mat() : mat, this);
  }

  /** A picture with a copy of this content. */
  public Image take(Mat content) {
    Image image = take();
    try {
      content.copyTo(image.mat());
      return image;
    } catch (CvException e) {
      image.close();
      throw e;
    }
  }

  boolean takeBack(Mat mat) {
    return open && idle.offer(mat);
  }

  @Override
  public void close() {
    open = false;
    for (Mat mat = idle.poll(); mat != null; mat = idle.poll()) {
      mat.release();
    }
  }
}
