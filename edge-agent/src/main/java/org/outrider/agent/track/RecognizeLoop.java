package org.outrider.agent.track;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.capture.FrameSlot;
import org.outrider.agent.health.Health;
import org.outrider.agent.vision.Look;
import org.outrider.agent.vision.PlateFinder;
import org.outrider.hal.camera.Frame;

/**
 * Takes the newest frame of one camera, finds what plates say, and hands over what the tracker
 * reports. One platform thread a camera; ends when the slot does.
 */
public final class RecognizeLoop implements Runnable {
  /** Receives what is reported; closes each event. */
  @FunctionalInterface
  public interface Sink {
    void report(TrackEvent event);
  }

  private final FrameSlot slot;
  private final PlateFinder finder;
  private final PassTracker tracker;
  private final Sink sink;
  private final Health health;
  private volatile boolean isStopped;

  public RecognizeLoop(
      FrameSlot slot, PlateFinder finder, PassTracker tracker, Sink sink, Health health) {
    this.slot = slot;
    this.finder = finder;
    this.tracker = tracker;
    this.sink = sink;
    this.health = health;
  }

  @Override
  public void run() {
    try (finder;
        tracker) {
      while (!isStopped) {
        @Nullable Frame frame = slot.take();
        if (frame == null) {
          break;
        }
        try (frame) {
          List<Look> looks = finder.look(frame.image());
          health.count("frame.read");
          report(tracker.accept(frame, frame.stamp().monotonicNanos(), looks));
        }
      }
      report(tracker.finish());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void report(List<TrackEvent> events) {
    for (TrackEvent event : events) {
      sink.report(event);
    }
  }

  /** Ends after the frame in hand. */
  public void stop() {
    isStopped = true;
    slot.end();
  }
}
