package org.outrider.hal.camera;

/** An opened camera, read by one thread. */
public interface Camera extends AutoCloseable {

  /** Waits for the next frame, or says why there is none. Never throws for a device's trouble. */
  CameraEvent next() throws InterruptedException;

  /** Frees the device at once, also while another thread waits in {@link #next}. */
  @Override
  void close();
}
