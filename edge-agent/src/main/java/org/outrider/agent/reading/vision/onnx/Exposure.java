package org.outrider.agent.reading.vision.onnx;

/**
 * Mean and deviation of a patch's bytes over all channels together: dividing by them takes the
 * exposure out and leaves the hue.
 */
record Exposure(double mean, double deviation) {

  /**
   * Measures a patch.
   *
   * @param least deviation below which a patch counts as plain
   */
  static Exposure of(byte[] pixels, double least) {
    long sum = 0;
    long squares = 0;
    for (byte b : pixels) {
      int v = b & 0xFF;
      sum += v;
      squares += (long) v * v;
    }
    double mean = (double) sum / pixels.length;
    double variance = (double) squares / pixels.length - mean * mean;
    return new Exposure(mean, Math.max(least, Math.sqrt(Math.max(0, variance))));
  }

  /** A pixel without the exposure. */
  float standardise(byte pixel) {
    return (float) (((pixel & 0xFF) - mean) / deviation);
  }
}
