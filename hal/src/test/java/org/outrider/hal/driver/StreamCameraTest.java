package org.outrider.hal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.RealPart;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.camera.CameraEvent;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;

/** A real RTSP server (gst-rtsp-server) with an H.264 stream. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class StreamCameraTest {
  @TempDir Path folder;
  private Process server;
  private int port;

  @BeforeEach
  void serve() throws Exception {
    RealPart.require("ffmpeg");
    Process made =
        new ProcessBuilder(
                "ffmpeg",
                "-v",
                "error",
                "-f",
                "lavfi",
                "-i",
                "testsrc=size=320x240:rate=25",
                "-t",
                "4",
                "-pix_fmt",
                "yuv420p",
                "-c:v",
                "libx264",
                "-bf",
                "0",
                "-g",
                "25",
                "-bsf:v",
                "h264_mp4toannexb,h264_metadata=aud=insert",
                "-f",
                "h264",
                folder.resolve("clip.h264").toString())
            .inheritIO()
            .start();
    assertEquals(0, made.waitFor());
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    start();
  }

  private void start() throws Exception {
    server =
        new ProcessBuilder(
                "/usr/bin/python3",
                Path.of("src/test/resources/rtsp/serve.py").toAbsolutePath().toString(),
                String.valueOf(port),
                folder.resolve("clip.h264").toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader said = server.inputReader();
    String line = said.readLine();
    if (!"ready".equals(line)) {
      String message = "no RTSP server (python3-gi, gir1.2-gst-rtsp-server-1.0): " + line;
      if ("1".equals(System.getenv("OUTRIDER_REQUIRE_PARTS"))) {
        fail(message);
      }
      abort(message);
    }
  }

  @AfterEach
  void stop() {
    if (server != null) { // a part of the machine is missing
      server.destroyForcibly();
    }
  }

  private Camera open() throws Exception {
    return new Devices()
        .camera(
            DeviceUri.parse("rtsp://127.0.0.1:" + port + "/main"),
            new HalContext("pole", new SystemClock()));
  }

  @Test
  void framesComeFromTheStreamAndItsEndIsALossWhateverTheExitCode() throws Exception {
    try (Camera camera = open()) {
      for (int i = 0; i < 30; i++) {
        try (Frame frame = assertInstanceOf(Frame.class, camera.next())) {
          assertEquals(320, frame.image().widthPx());
          assertEquals(240, frame.image().heightPx());
          assertEquals(i, frame.sequence());
        }
      }
      server.destroyForcibly().waitFor();
      CameraEvent event = camera.next();
      while (event instanceof Frame frame) { // what was still in the pipe
        frame.close();
        event = camera.next();
      }
      String cause = assertInstanceOf(CameraEvent.Lost.class, event).cause();
      assertTrue(cause.contains("stream ended after"), cause);
    }
    start();
    try (Camera again = open()) {
      assertInstanceOf(Frame.class, again.next()).close();
    }
  }
}
