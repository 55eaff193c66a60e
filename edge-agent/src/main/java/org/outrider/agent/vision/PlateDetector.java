package org.outrider.agent.vision;

import java.util.List;
import org.outrider.hal.image.Image;

/** Finds plates. Used by one thread. */
public interface PlateDetector extends AutoCloseable {

  /** Plates in the picture, best first. */
  List<Detection> detect(Image picture);

  /** Name, version and hash of the model, for the record. */
  ModelId model();

  @Override
  void close();
}
