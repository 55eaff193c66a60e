package org.outrider.agent.reading.vision;

import org.opencv.core.Mat;
import org.outrider.agent.base.vehicle.SeenVehicle;

/** Tells a vehicle's colour from what lies around its plate. Used by one thread. */
public interface PaintReader extends AutoCloseable {

  /** How the view must be cut. */
  ViewShape shape();

  /** Judges a BGR view of {@link #shape}'s size. */
  SeenVehicle read(Mat view);

  /** Name, version and hash of the model, for the record. */
  ModelId model();

  @Override
  void close();
}
