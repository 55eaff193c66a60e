package org.outrider.agent.reading.vision;

import org.opencv.core.Mat;
import org.outrider.agent.base.plate.RegionShares;

/** Tells the issuing state from a plate's colours and words. Used by one thread. */
public interface RegionReader extends AutoCloseable {

  /** How the patch must be cut. */
  PatchShape shape();

  /**
   * Judges a BGR patch of {@link #shape}'s size.
   *
   * @throws IllegalStateException when the model cannot be run
   */
  RegionShares read(Mat patch);

  /** Name, version and hash of the model, for the record. */
  ModelId model();

  @Override
  void close();
}
