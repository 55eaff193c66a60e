package org.outrider.agent.reading.vision.onnx;

import java.util.OptionalDouble;

/**
 * How the detector is run.
 *
 * @param longSidePx to which the picture's longer side is scaled: 640 for most cameras, 416 for
 *     near ones, 960 and more for far ones
 * @param nearPasses whether further passes at a half and a quarter of the size look for very near
 *     plates
 * @param threshold least score, 0..1; the manifest's own when empty
 * @param mostPlates most plates of one picture that are read
 * @param threads of the inference
 */
public record DetectorOptions(
    int longSidePx, boolean nearPasses, OptionalDouble threshold, int mostPlates, int threads) {
  public static final DetectorOptions DEFAULT =
      new DetectorOptions(640, true, OptionalDouble.empty(), 12, 1);
}
