package org.outrider.agent.reading.capture;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.outrider.hal.camera.Frame;

/** Holds the newest frame only: what nobody took in time is closed and counted. */
public final class FrameSlot {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Frame frame;
  private boolean isEnded;
  private long replaced;

  /** Puts a frame in; one that still lay there is dropped. */
  public void put(Frame newest) {
    lock.lock();
    try {
      if (frame != null) {
        frame.close();
        replaced++;
      }
      frame = newest;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Puts a frame in once the slot is empty: for recordings that must be read whole. */
  public void putWhenEmpty(Frame next) throws InterruptedException {
    lock.lock();
    try {
      while (frame != null && !isEnded) {
        changed.await();
      }
      frame = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a frame; null when there will be none any more. */
  public @Nullable Frame take() throws InterruptedException {
    lock.lock();
    try {
      while (frame == null && !isEnded) {
        changed.await();
      }
      Frame taken = frame;
      frame = null;
      changed.signalAll();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** No frame will come any more. */
  public void end() {
    lock.lock();
    try {
      isEnded = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Frames dropped because the recognizer was busy. */
  public long replaced() {
    lock.lock();
    try {
      return replaced;
    } finally {
      lock.unlock();
    }
  }
}
