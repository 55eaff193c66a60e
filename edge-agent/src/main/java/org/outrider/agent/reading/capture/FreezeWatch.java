package org.outrider.agent.reading.capture;

import java.util.zip.CRC32C;
import org.opencv.core.Mat;

/**
 * Notices a camera that shows the same picture again and again. Real sensors have noise: two frames
 * that agree in every pixel of the sampled rows are copies. Whole rows are sampled since a dark
 * scene is black in most places: a few pixels of it agree though the picture lives.
 */
public final class FreezeWatch {
  private static final int ROWS = 64;

  private final int framesToCall;
  private final CRC32C sum = new CRC32C();
  private byte[] row = {};
  private long lastSum = -1;
  private int same;

  /**
   * @param framesToCall so many frames after the first one must be the same
   */
  public FreezeWatch(int framesToCall) {
    this.framesToCall = framesToCall;
  }

  /**
   * Whether the picture has stood still for too many frames.
   *
   * @param mat eight bits a channel
   */
  public boolean isFrozen(Mat mat) {
    int rowBytes = mat.cols() * mat.channels();
    if (row.length != rowBytes) {
      row = new byte[rowBytes];
    }
    sum.reset();
    for (int i = 0; i < ROWS; i++) {
      mat.get((int) ((long) i * mat.rows() / ROWS), 0, row);
      sum.update(row);
    }
    same = sum.getValue() == lastSum ? same + 1 : 0;
    lastSum = sum.getValue();
    return same >= framesToCall;
  }
}
