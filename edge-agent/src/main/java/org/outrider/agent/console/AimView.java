package org.outrider.agent.console;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.reading.track.RecognizeLoop;
import org.outrider.agent.reading.vision.AimPicture;
import org.outrider.agent.reading.vision.Look;
import org.outrider.agent.reading.vision.ViewQuality;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.clock.UnitClock;

/**
 * One camera's view for whoever aims it. Costs nothing while nobody asks: a view is drawn, at most
 * one a second, on the camera's own thread for the frame that comes next.
 */
public final class AimView implements RecognizeLoop.Tap, AutoCloseable {
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** So long frames are counted for the rate. */
  private static final Duration COUNTED = Duration.ofSeconds(5);

  private final UnitClock clock;
  private final AimPicture pictures = new AimPicture();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition drawn = lock.newCondition();
  private boolean isAsked;
  private @Nullable Aim last;
  private long lastNanos;
  private @Nullable ViewQuality quality;
  private long countedFrom;
  private int frames;
  private double rate;
  private long frameNanos;

  /**
   * How the camera does.
   *
   * @param rate frames a second that are read
   */
  public record Seen(ViewQuality quality, double rate) {}

  public AimView(UnitClock clock) {
    this.clock = clock;
    frameNanos = clock.monotonicNanos();
  }

  @Override
  public void see(Frame frame, List<Look> looks) {
    lock.lock();
    try {
      count();
      if (!isAsked) {
        return;
      }
    } finally {
      lock.unlock();
    }
    AimPicture.View view = pictures.draw(frame.image(), looks);
    ViewQuality good = ViewQuality.of(frame.image());
    lock.lock();
    try {
      isAsked = false;
      quality = good;
      last =
          new Aim(
              view.jpeg(),
              view.widthPx(),
              view.heightPx(),
              view.brightness(),
              view.plates().stream()
                  .map(
                      p ->
                          new Aim.Plate(
                              p.text(), p.widthPx(), p.sharpness(), p.tiltDeg(), p.skewDeg()))
                  .toList());
      lastNanos = clock.monotonicNanos();
      drawn.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** One more frame; a rate holds for as long as the next ones are counted. */
  private void count() {
    long now = clock.monotonicNanos();
    frameNanos = now;
    if (frames == 0) {
      countedFrom = now;
    }
    double seconds = (now - countedFrom) / 1e9;
    if (seconds >= COUNTED.toSeconds()) {
      rate = frames / seconds;
      frames = 0;
      countedFrom = now;
    }
    frames++;
  }

  /** Time of the last frame that was read, monotonic ns; of the start while there is none. */
  public long frameNanos() {
    lock.lock();
    try {
      return frameNanos;
    } finally {
      lock.unlock();
    }
  }

  /** How the camera does just now; null when no frame comes. */
  public @Nullable Seen seen() throws InterruptedException {
    lock.lock();
    try {
      if (look() == null || quality == null) {
        return null;
      }
      double seconds = (clock.monotonicNanos() - countedFrom) / 1e9;
      return new Seen(quality, rate > 0 ? rate : frames / Math.max(seconds, 0.1));
    } finally {
      lock.unlock();
    }
  }

  /** A view not older than a second; null when no frame comes. */
  public @Nullable Aim look() throws InterruptedException {
    lock.lock();
    try {
      long left = PATIENCE.toNanos();
      while (last == null || clock.monotonicNanos() - lastNanos > FRESH.toNanos()) {
        isAsked = true;
        if (left <= 0) {
          return null;
        }
        left = drawn.awaitNanos(left);
      }
      return last;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    pictures.close();
  }
}
