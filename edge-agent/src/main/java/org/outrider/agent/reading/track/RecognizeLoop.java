package org.outrider.agent.reading.track;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.reading.capture.Duty;
import org.outrider.agent.reading.capture.FrameSlot;
import org.outrider.agent.reading.capture.LanePulse;
import org.outrider.agent.reading.vision.Look;
import org.outrider.agent.reading.vision.PictureMask;
import org.outrider.agent.reading.vision.PlateFinder;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.clock.UnitClock;
import org.tinylog.Logger;

/**
 * Takes the newest frame of one camera, finds what plates say, and hands over what the tracker
 * reports. One platform thread a camera; ends when the slot does. A frame on which something fails
 * is a fault and is passed over: the next one is read. While none succeeds the loop counts as held
 * up by the first that failed, so that the unit is started anew in time.
 */
public final class RecognizeLoop implements Runnable {
  /** Receives what is reported; closes each event. */
  @FunctionalInterface
  public interface Sink {
    void report(TrackEvent event);
  }

  /** Sees each frame with what was found in it, before anything else is done. */
  @FunctionalInterface
  public interface Tap {
    void see(Frame frame, List<Look> looks);
  }

  private static final FaultCode FAILED = FaultCode.RECOGNIZE_FAILED;

  private final String cameraId;
  private final FrameSlot slot;
  private final PlateFinder finder;
  private final PictureMask mask;
  private final PassTracker tracker;
  private final TrackTime time = new TrackTime();
  private final Sink sink;
  private final Duty duty;
  private final Tap tap;
  private final Health health;
  private final LanePulse pulse;
  private final UnitClock clock;
  private boolean isFailing;
  private volatile boolean isStopped;

  /**
   * @param mask what of each picture nobody may see
   * @param duty whether what is found becomes reads
   */
  public RecognizeLoop(
      String cameraId,
      FrameSlot slot,
      PlateFinder finder,
      PictureMask mask,
      PassTracker tracker,
      Sink sink,
      Duty duty,
      Tap tap,
      Health health,
      LanePulse pulse,
      UnitClock clock) {
    this.cameraId = cameraId;
    this.slot = slot;
    this.finder = finder;
    this.mask = mask;
    this.tracker = tracker;
    this.sink = sink;
    this.duty = duty;
    this.tap = tap;
    this.health = health;
    this.pulse = pulse;
    this.clock = clock;
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
        if (!isFailing) {
          pulse.takes(clock.monotonicNanos());
        }
        try (frame) {
          read(frame);
          pulse.isDone();
          isFailing = false;
          health.clear(FAILED, cameraId);
        } catch (RuntimeException e) { // whatever a model, a codec or a listener says
          isFailing = true;
          Logger.tag("recognize").debug(e, "camera {}", cameraId);
          health.raise(FAILED, cameraId, String.valueOf(e));
        }
      }
      report(tracker.finish());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(Frame frame) {
    mask.apply(frame.image()); // first: what fails here is seen by nobody
    List<Look> looks = finder.look(frame.image());
    health.count("frame.read");
    tap.see(frame, looks);
    if (duty.makesReads()) {
      report(tracker.accept(frame, time.of(frame), looks));
    }
  }

  /** One that cannot be reported fails its frame, and keeps none of the others from it. */
  private void report(List<TrackEvent> events) {
    @Nullable RuntimeException failed = null;
    for (TrackEvent event : events) {
      try {
        sink.report(event);
      } catch (RuntimeException e) {
        failed = e;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }

  /** Ends after the frame in hand. */
  public void stop() {
    isStopped = true;
    slot.end();
  }
}
