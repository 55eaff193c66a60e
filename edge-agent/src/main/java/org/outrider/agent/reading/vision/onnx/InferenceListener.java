package org.outrider.agent.reading.vision.onnx;

import java.util.List;

/** Told of each inference, for measuring; called on the thread that ran it. */
@FunctionalInterface
public interface InferenceListener {
  /** Wants to know nothing. */
  InferenceListener NONE = (model, shape) -> {};

  /**
   * One run of a model.
   *
   * @param model name in its manifest
   * @param shape of the input
   */
  void ran(String model, List<Long> shape);
}
