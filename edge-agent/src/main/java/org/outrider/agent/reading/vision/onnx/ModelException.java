package org.outrider.agent.reading.vision.onnx;

/** A model folder that cannot be used: says which, what is wrong and what was expected. */
public final class ModelException extends Exception {
  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
