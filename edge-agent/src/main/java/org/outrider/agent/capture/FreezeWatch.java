package org.outrider.agent.capture;

import org.opencv.core.Mat;

/**
 * Notices a camera that shows the same picture again and again. Real sensors have noise: two frames
 * that agree in every sampled pixel are copies.
 */
public final class FreezeWatch {
  private static final int SAMPLES = 64;

  private final int framesToCall;
  private final byte[] pixel = new byte[3];
  private long lastSum = Long.MIN_VALUE;
  private int same;

  /**
   * @param framesToCall so many frames after the first one must be the same
   */
  public FreezeWatch(int framesToCall) {
    this.framesToCall = framesToCall;
  }

  /** Whether the picture has stood still for too many frames. */
  public boolean isFrozen(Mat mat) {
    long sum = 17;
    for (int i = 0; i < SAMPLES; i++) {
      int row = (int) (((i * 2654435761L) >>> 7) % mat.rows());
      int column = (int) ((i * 40503L + 977) % mat.cols());
      mat.get(row, column, pixel);
      sum = sum * 31 + ((pixel[0] & 0xFF) << 16 | (pixel[1] & 0xFF) << 8 | (pixel[2] & 0xFF));
    }
    same = sum == lastSum ? same + 1 : 0;
    lastSum = sum;
    return same >= framesToCall;
  }
}
