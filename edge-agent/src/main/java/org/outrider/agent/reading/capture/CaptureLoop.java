package org.outrider.agent.reading.capture;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.health.ClockWatch;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.hal.BackOff;
import org.outrider.hal.DeviceException;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.camera.CameraEvent;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.clock.UnitClock;
import org.tinylog.Logger;

/**
 * Reads one camera for as long as the unit runs. Loss is a fault and is tried again with back-off;
 * the fault goes when frames come. Runs on a thread of its own, which may block on the camera only.
 */
public final class CaptureLoop implements Runnable {
  /** Opens the camera. */
  @FunctionalInterface
  public interface Opener {
    Camera open() throws DeviceException;
  }

  private static final int FROZEN_FRAMES = 75;
  private static final Duration LOOK = Duration.ofMillis(500);

  private final String cameraId;
  private final Opener opener;
  private final FrameSlot slot;
  private final boolean isRecording;
  private final Duty duty;
  private final Health health;
  private final UnitClock clock;
  private final BackOff backOff =
      new BackOff(Duration.ofMillis(500), Duration.ofSeconds(30), RandomGenerator.getDefault());
  private final ClockWatch clockWatch;
  private final FreezeWatch freeze = new FreezeWatch(FROZEN_FRAMES);
  private final LanePulse pulse;
  private volatile @Nullable Camera current;
  private volatile boolean isStopped;

  /**
   * @param isRecording whether every frame must be read, however long it takes: the end then ends
   *     the loop
   * @param duty while it is off the camera is left alone
   */
  public CaptureLoop(
      String cameraId,
      Opener opener,
      FrameSlot slot,
      boolean isRecording,
      Duty duty,
      Health health,
      UnitClock clock,
      ClockWatch clockWatch,
      LanePulse pulse) {
    this.cameraId = cameraId;
    this.opener = opener;
    this.slot = slot;
    this.isRecording = isRecording;
    this.duty = duty;
    this.health = health;
    this.clock = clock;
    this.clockWatch = clockWatch;
    this.pulse = pulse;
  }

  @Override
  public void run() {
    try {
      while (!isStopped) {
        pulse.round(clock.monotonicNanos());
        if (!duty.runsCameras()) {
          clock.pause(LOOK);
        } else if (!session()) {
          return;
        } else if (duty.runsCameras()) {
          clock.pause(backOff.next());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      slot.end();
    }
  }

  /** One opening of the camera; false when it came to its end. */
  private boolean session() throws InterruptedException {
    try (Camera camera = opener.open()) {
      current = camera;
      while (!isStopped && duty.runsCameras()) {
        pulse.round(clock.monotonicNanos());
        switch (camera.next()) {
          case Frame frame -> accept(frame);
          case CameraEvent.Damaged(String cause) -> {
            health.count("frame.damaged");
            health.raise(FaultCode.CAMERA_DAMAGED, cameraId, cause);
          }
          case CameraEvent.Lost(String cause) -> {
            if (!isStopped) {
              health.raise(FaultCode.CAMERA_LOST, cameraId, cause);
            }
            return true;
          }
          case CameraEvent.Note(String text) ->
              Logger.tag("capture").info("camera {}: {}", cameraId, text);
          case CameraEvent.Ended() -> {
            Logger.tag("capture").info("camera {} has come to its end", cameraId);
            return false;
          }
        }
      }
      return !isStopped;
    } catch (DeviceException e) {
      health.raise(FaultCode.CAMERA_LOST, cameraId, String.valueOf(e.getMessage()));
      return true;
    } finally {
      current = null;
    }
  }

  private void accept(Frame frame) throws InterruptedException {
    health.count("frame.captured");
    clockWatch.accept(frame.stamp());
    if (backOff.tries() > 0) {
      backOff.reset();
    }
    health.clear(FaultCode.CAMERA_LOST, cameraId);
    health.clear(FaultCode.CAMERA_DAMAGED, cameraId);
    if (isRecording) {
      slot.putWhenEmpty(frame);
      return;
    }
    if (freeze.isFrozen(frame.image().mat())) {
      health.raise(
          FaultCode.CAMERA_FROZEN, cameraId, "the same picture for " + FROZEN_FRAMES + " frames");
    } else {
      health.clear(FaultCode.CAMERA_FROZEN, cameraId);
    }
    slot.put(frame);
  }

  /** Ends the loop, also while it waits for the camera. */
  public void stop() {
    isStopped = true;
    @Nullable Camera camera = current;
    if (camera != null) {
      camera.close();
    }
  }
}
