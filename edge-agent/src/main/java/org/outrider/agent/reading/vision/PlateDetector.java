package org.outrider.agent.reading.vision;

import java.util.List;
import java.util.Optional;
import org.outrider.hal.image.Image;

/** Finds plates. Used by one thread. */
public interface PlateDetector extends AutoCloseable {

  /** Plates in the picture, best first. */
  List<Detection> detect(Image picture);

  /**
   * Looks once more at a place where a plate is thought to be.
   *
   * @param guess where, and how sure that is
   * @return the plate there; empty where there is none, or for a detector that cannot be aimed
   */
  default Optional<Detection> lookAgain(Image picture, Detection guess) {
    return Optional.empty();
  }

  /** Name, version and hash of the model, for the record. */
  ModelId model();

  @Override
  void close();
}
