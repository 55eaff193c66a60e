package org.outrider.agent.reading.vision;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.opencv.core.Mat;
import org.outrider.agent.base.plate.CharReading;
import org.outrider.agent.base.plate.PlateFormats;
import org.outrider.agent.base.plate.Reading;
import org.outrider.agent.base.plate.RegionShares;

/** Reads the text of a plate patch. Used by one thread. */
public interface PlateReader extends AutoCloseable {

  /** How the patch must be cut. */
  PatchShape shape();

  /**
   * Reads a BGR or gray patch of {@link #shape}'s size.
   *
   * @param aspect width by height of the plate as found; above 0
   * @param region tells who issued the plate; asked only where that helps, since it takes longer
   *     than the reading itself
   */
  Reading read(Mat patch, double aspect, Supplier<RegionShares> region);

  /**
   * Who issued a plate, given what stands on it too; as told where the reader knows no formats.
   *
   * @param told by the plate's words and colours
   */
  default RegionShares given(RegionShares told, List<CharReading> chars) {
    return told;
  }

  /**
   * How often each character is read as which other, as measured: true character, character read,
   * share. Empty for a reader that was not measured.
   */
  default Map<Character, Map<Character, Double>> confusions() {
    return Map.of();
  }

  /** Formats of the states' plates; none where the reader knows none. */
  default PlateFormats formats() {
    return PlateFormats.NONE;
  }

  /** Name, version and hash of the model, for the record. */
  ModelId model();

  @Override
  void close();
}
