package org.outrider.agent.unit.lane;

import org.outrider.agent.base.health.ClockWatch;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.console.AimView;
import org.outrider.agent.reading.capture.CaptureLoop;
import org.outrider.agent.reading.capture.Duty;
import org.outrider.agent.reading.capture.FrameSlot;
import org.outrider.agent.reading.capture.LanePulse;
import org.outrider.agent.reading.track.PassTracker;
import org.outrider.agent.reading.track.RecognizeLoop;
import org.outrider.agent.reading.track.TrackOptions;
import org.outrider.agent.reading.vision.PlateFinder;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;

/** The lane of one camera: captures frames, recognizes plates in them, reports passes. */
public final class CameraLane {
  private final String id;
  private final FrameSlot slot = new FrameSlot();
  private final LanePulse pulse;
  private final CaptureLoop capture;
  private final RecognizeLoop recognizer;
  private final PassReporter reporter;
  private final AimView aim;

  /** Parts of the unit that all lanes share. */
  public record Shared(
      Devices devices, Duty duty, Health health, UnitClock clock, ClockWatch clockWatch) {}

  /** Builds the lane; nothing runs yet. */
  public CameraLane(
      UnitConfig.CameraConfig camera,
      PlateFinder finder,
      PassReporter reporter,
      AimView aim,
      Shared shared) {
    id = camera.id();
    this.reporter = reporter;
    this.aim = aim;
    UnitClock clock = shared.clock();
    HalContext context = new HalContext(id, clock);
    pulse = new LanePulse(clock.monotonicNanos());
    boolean isRecording =
        camera.uri().scheme().equals("file") && !camera.uri().param("pace", "fast").equals("real");
    capture =
        new CaptureLoop(
            id,
            () -> camera.turn().of(shared.devices().camera(camera.uri(), context)),
            slot,
            isRecording,
            shared.duty(),
            shared.health(),
            clock,
            shared.clockWatch(),
            pulse);
    recognizer =
        new RecognizeLoop(
            id,
            slot,
            finder,
            camera.mask(),
            new PassTracker(TrackOptions.DEFAULT),
            reporter::report,
            shared.duty(),
            aim,
            shared.health(),
            pulse,
            clock);
  }

  /** Name of the camera. */
  public String id() {
    return id;
  }

  /** Progress of the lane, for the watchdog. */
  public LanePulse pulse() {
    return pulse;
  }

  /** Frames that a newer one replaced before they were read. */
  public long framesDropped() {
    return slot.replaced();
  }

  /** Captures until stopped or until the recording ends. */
  public void capture() {
    capture.run();
  }

  public void stopCapture() {
    capture.stop();
  }

  /** Recognizes until the camera ends, and releases what the lane holds. */
  public void recognize() {
    try (reporter;
        aim) {
      recognizer.run();
    }
  }

  public void stopRecognition() {
    recognizer.stop();
  }
}
