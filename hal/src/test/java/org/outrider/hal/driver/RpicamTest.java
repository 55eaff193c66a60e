package org.outrider.hal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.RealPart;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.camera.CameraEvent;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;

/** The driver of the board's camera with a program of ours in place of rpicam-vid. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RpicamTest {
  private static final Path PROGRAM =
      Path.of("src/test/resources/rpicam/rpicam-vid").toAbsolutePath();

  @BeforeEach
  void needParts() {
    RealPart.require("ffmpeg");
    RealPart.require("setpriv");
  }

  private static Camera open(int camera) throws Exception {
    return new Devices()
        .camera(
            DeviceUri.parse("rpicam:" + camera + "?size=320x240&fps=30&program=" + PROGRAM),
            new HalContext("board", new SystemClock()));
  }

  private static List<ProcessHandle> children() {
    return ProcessHandle.current().descendants().filter(ProcessHandle::isAlive).toList();
  }

  private static CameraEvent afterFrames(Camera camera, int atLeast) throws Exception {
    int frames = 0;
    CameraEvent event = camera.next();
    while (event instanceof Frame frame) {
      assertEquals(320, frame.image().widthPx());
      assertEquals(240, frame.image().heightPx());
      assertEquals(frames++, frame.sequence());
      frame.close();
      if (frames == atLeast) {
        return event;
      }
      event = camera.next();
    }
    return event;
  }

  @Test
  void framesComeAndNothingStaysBehindWhenItIsClosed() throws Exception {
    List<ProcessHandle> before = children();
    try (Camera camera = open(0)) {
      assertInstanceOf(Frame.class, afterFrames(camera, 20));
      assertTrue(children().size() > before.size());
    }
    Waiting.until(Duration.ofSeconds(5), () -> children().equals(before));
  }

  @Test
  void aCameraThatGivesNoMoreFramesIsALossAndItsProgramIsEnded() throws Exception {
    List<ProcessHandle> before = children();
    try (Camera camera = open(1)) {
      CameraEvent.Lost lost = assertInstanceOf(CameraEvent.Lost.class, afterFrames(camera, 99));
      assertTrue(lost.cause().startsWith("stream ended after"), lost.cause());
    }
    Waiting.until(Duration.ofSeconds(5), () -> children().equals(before));
  }

  @Test
  void aCameraThatIsNotThereIsALossThatSaysWhy() throws Exception {
    try (Camera camera = open(2)) {
      CameraEvent.Lost lost = assertInstanceOf(CameraEvent.Lost.class, camera.next());
      assertTrue(lost.cause().contains("no cameras available"), lost.cause());
    }
  }
}
