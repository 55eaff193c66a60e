package org.outrider.agent.reading.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.outrider.agent.base.health.ClockWatch;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.hal.DeviceException;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.sim.ManualClock;
import org.outrider.hal.sim.SimCamera;
import org.outrider.hal.sim.StreetScript;
import org.outrider.hal.spi.HalContext;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CaptureLoopTest {
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T12:00:00Z"));
  private final Health health = new Health();
  private final FrameSlot slot = new FrameSlot();
  private final BlockingQueue<SimCamera> opened = new ArrayBlockingQueue<>(16);
  private volatile boolean isPluggedIn = true;
  private CaptureLoop loop;
  private Thread thread;

  private void start(double seconds, boolean isRecording) {
    loop =
        new CaptureLoop(
            "front",
            () -> {
              if (!isPluggedIn) {
                throw new DeviceException("sim:", "not there", true);
              }
              SimCamera camera =
                  new SimCamera(
                      StreetScript.parked("ABC1234", seconds, StreetScript.Light.DAY),
                      320,
                      240,
                      25,
                      false,
                      new HalContext("front", clock));
              opened.add(camera);
              return camera;
            },
            slot,
            isRecording,
            new Duty(Duty.State.ON),
            health,
            clock,
            new ClockWatch(health, step -> {}),
            new LanePulse(clock.monotonicNanos()));
    thread = Thread.ofPlatform().start(loop);
  }

  @AfterEach
  void stop() throws Exception {
    loop.stop();
    thread.interrupt();
    thread.join();
  }

  private void untilFaults(FaultCode... codes) {
    List<FaultCode> expected = List.of(codes);
    while (!health.faults().stream().map(Fault::code).toList().equals(expected)) {
      clock.advance(Duration.ofSeconds(1)); // the back-off waits on this hand
      Thread.onSpinWait();
    }
  }

  @Test
  void aLostCameraIsAFaultAndComesBackByItself() throws Exception {
    start(1e6, false);
    SimCamera first = opened.take();
    untilFaults();
    isPluggedIn = false;
    first.unplug();
    untilFaults(FaultCode.CAMERA_LOST);
    isPluggedIn = true;
    untilFaults();
    assertTrue(opened.size() >= 1);
  }

  @Test
  void aCameraThatShowsTheSamePictureForeverIsAFault() throws Exception {
    start(1e6, false);
    SimCamera camera = opened.take();
    camera.freeze();
    untilFaults(FaultCode.CAMERA_FROZEN);
  }

  @Test
  void theNewestFrameWinsAndDropsAreCounted() throws Exception {
    start(2, false);
    thread.join();
    Frame last = slot.take();
    assertEquals(50, last.sequence());
    assertEquals(50, slot.replaced());
    last.close();
    assertNull(slot.take());
  }

  @Test
  void ofARecordingEveryFrameIsRead() throws Exception {
    start(2, true);
    int frames = 0;
    for (Frame frame = slot.take(); frame != null; frame = slot.take()) {
      assertEquals(frames++, frame.sequence());
      frame.close();
    }
    assertEquals(51, frames);
    assertEquals(0, slot.replaced());
  }

  @Test
  void aClockThatJumpsIsAFaultAndNoFrameIsLost() throws Exception {
    start(1e6, true);
    try (Frame before = slot.take()) {
      clock.stepUtc(Duration.ofDays(-3));
      List<Fault> faults = health.faults();
      long sequence = before.sequence();
      while (faults.isEmpty()) {
        try (Frame next = slot.take()) {
          assertEquals(++sequence, next.sequence());
        }
        faults = health.faults();
      }
      assertEquals(FaultCode.CLOCK_STEPPED, faults.getFirst().code());
      assertTrue(faults.getFirst().cause().contains("-259200.0 s"), faults.getFirst().cause());
      clock.advance(Duration.ofMinutes(11));
      while (!health.faults().isEmpty()) {
        slot.take().close();
      }
    }
  }
}
