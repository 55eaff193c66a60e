package org.outrider.hal.sim;

import org.jspecify.annotations.Nullable;
import org.opencv.core.Mat;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.camera.CameraEvent;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.image.Image;
import org.outrider.hal.image.ImagePool;
import org.outrider.hal.image.NativeImages;
import org.outrider.hal.spi.HalContext;

/**
 * A camera that watches a scripted street. In real time it keeps its rate by the clock; otherwise
 * each call paints the next frame at once. Faults can be asked for: a picture that freezes, a cable
 * pulled.
 */
public final class SimCamera implements Camera {
  private final StreetScript script;
  private final HalContext context;
  private final double fps;
  private final boolean isRealTime;
  private final StreetPainter painter;
  private final ImagePool pool = new ImagePool(6);
  private long sequence;
  private long startNanos = -1;
  private volatile boolean unplugged;
  private volatile boolean isFrozen;
  private volatile boolean isClosing;
  private boolean isClosed;
  private @Nullable Mat frozen;

  public SimCamera(
      StreetScript script,
      int widthPx,
      int heightPx,
      double fps,
      boolean isRealTime,
      HalContext context) {
    NativeImages.load();
    this.script = script;
    this.context = context;
    this.fps = fps;
    this.isRealTime = isRealTime;
    this.painter = new StreetPainter(script, widthPx, heightPx);
  }

  /** From now on every read says the camera is lost. */
  public void unplug() {
    unplugged = true;
  }

  /** From now on every frame shows the same picture. */
  public void freeze() {
    isFrozen = true;
  }

  @Override
  public CameraEvent next() throws InterruptedException {
    if (unplugged) {
      return new CameraEvent.Lost("cable pulled (simulated)");
    }
    if (isRealTime) {
      long now = context.clock().monotonicNanos();
      if (startNanos < 0) {
        startNanos = now;
      }
      // Frames that nobody asked for in time are never painted, as a real camera's are overwritten.
      sequence = Math.max(sequence, (long) ((now - startNanos) / 1e9 * fps));
      context.clock().awaitNanos(startNanos + (long) (sequence / fps * 1e9));
    }
    if (sequence / fps > script.durationS()) {
      return new CameraEvent.Ended();
    }
    return isClosing ? closed() : frame();
  }

  /** Painting and closing exclude each other: a loop is stopped by closing its camera under it. */
  private synchronized CameraEvent frame() {
    if (isClosed) {
      return closed();
    }
    Image image = pool.take();
    Mat still = frozen;
    if (still != null) {
      still.copyTo(image.mat());
    } else {
      painter.paint(sequence / fps, image.mat());
      frozen = isFrozen ? image.mat().clone() : null;
    }
    return new Frame(context.deviceId(), sequence++, context.clock().stamp(), image, "");
  }

  private static CameraEvent closed() {
    return new CameraEvent.Lost("closed");
  }

  /** A loop that paints without a pause would hardly ever leave the lock: it is told first. */
  @Override
  public void close() {
    isClosing = true;
    release();
  }

  private synchronized void release() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    painter.close();
    if (frozen != null) {
      frozen.release();
    }
    pool.close();
  }
}
