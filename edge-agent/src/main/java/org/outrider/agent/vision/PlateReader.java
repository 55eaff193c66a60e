package org.outrider.agent.vision;

import java.util.Map;
import org.opencv.core.Mat;
import org.outrider.agent.plate.Reading;

/** Reads the text of a plate patch. Used by one thread. */
public interface PlateReader extends AutoCloseable {

  /** How the patch must be cut. */
  PatchShape shape();

  /**
   * Reads a BGR or gray patch of {@link #shape}'s size.
   *
   * @param aspect width by height of the plate as found; above 0
   */
  Reading read(Mat patch, double aspect);

  /**
   * How often each character is read as which other, as measured: true character, character read,
   * share. Empty for a reader that was not measured.
   */
  default Map<Character, Map<Character, Double>> confusions() {
    return Map.of();
  }

  /** Name, version and hash of the model, for the record. */
  ModelId model();

  @Override
  void close();
}
