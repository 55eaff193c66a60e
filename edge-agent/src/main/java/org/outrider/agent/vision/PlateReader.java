package org.outrider.agent.vision;

import org.opencv.core.Mat;
import org.outrider.agent.plate.Reading;

/** Reads the text of a plate patch. Used by one thread. */
public interface PlateReader extends AutoCloseable {

  /** How the patch must be cut. */
  PatchShape shape();

  /** Reads a BGR or gray patch of {@link #shape}'s size. */
  Reading read(Mat patch);

  /** Name, version and hash of the model, for the record. */
  ModelId model();

  @Override
  void close();
}
