package org.outrider.hal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.videoio.VideoWriter;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.RealPart;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.camera.CameraEvent;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.image.NativeImages;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;

class FileCameraTest {
  @TempDir Path folder;

  @BeforeAll
  static void load() {
    NativeImages.load();
  }

  private static Camera open(Path path) throws DeviceException {
    return new Devices()
        .camera(DeviceUri.parse("file:" + path), new HalContext("clip", new SystemClock()));
  }

  private static void picture(Path file, int shade) {
    Mat mat = new Mat(48, 64, CvType.CV_8UC3, new Scalar(shade, shade, shade));
    Imgcodecs.imwrite(file.toString(), mat);
    mat.release();
  }

  @Test
  void aFolderOfStillsIsReadInTheOrderOfNames() throws Exception {
    picture(folder.resolve("b.png"), 20);
    picture(folder.resolve("a.png"), 10);
    try (Camera camera = open(folder)) {
      try (Frame a = assertInstanceOf(Frame.class, camera.next())) {
        assertEquals("a.png", a.name());
        assertEquals(10, a.image().mat().get(0, 0)[0]);
      }
      assertInstanceOf(Frame.class, camera.next()).close();
      assertInstanceOf(CameraEvent.Ended.class, camera.next());
    }
  }

  @Test
  void aCorruptStillIsNamedAndTheNextIsRead() throws Exception {
    Files.writeString(folder.resolve("a.jpg"), "no picture");
    Files.write(folder.resolve("b.jpg"), new byte[0]);
    picture(folder.resolve("c.png"), 30);
    try (Camera camera = open(folder)) {
      for (String name : new String[] {"a.jpg", "b.jpg"}) {
        String cause = assertInstanceOf(CameraEvent.Damaged.class, camera.next()).cause();
        assertTrue(cause.contains(name), cause);
      }
      assertInstanceOf(Frame.class, camera.next()).close();
    }
  }

  @Test
  void sixteenBitGrayAndTruncatedPicturesDoNotCrash() throws Exception {
    Mat deep = new Mat(10, 10, CvType.CV_16UC1, new Scalar(40_000));
    Imgcodecs.imwrite(folder.resolve("a.png").toString(), deep);
    deep.release();
    picture(folder.resolve("b.jpg"), 90);
    byte[] whole = Files.readAllBytes(folder.resolve("b.jpg"));
    Files.write(folder.resolve("b.jpg"), Arrays.copyOf(whole, 30));
    try (Camera camera = open(folder)) {
      try (Frame a = assertInstanceOf(Frame.class, camera.next())) {
        assertEquals(CvType.CV_8UC3, a.image().mat().type());
      }
      assertInstanceOf(CameraEvent.Damaged.class, camera.next());
      assertInstanceOf(CameraEvent.Ended.class, camera.next());
    }
  }

  @Test
  void aPictureInTheColoursOfPrintIsReadAsBgr() throws Exception {
    Path print = Path.of("src", "test", "resources", "golden", "pictures", "cmyk.jpg");
    try (Camera camera = open(print);
        Frame frame = assertInstanceOf(Frame.class, camera.next())) {
      assertEquals(3, frame.image().mat().channels());
      double[] left = frame.image().mat().get(12, 4);
      double[] right = frame.image().mat().get(12, 28);
      assertTrue(left[2] > 150 && left[0] < 100, "not red: " + left[0] + " " + left[2]);
      assertTrue(right[0] > 200 && right[2] > 200, "not white");
    }
  }

  @Test
  void aFileOfNoBytesIsNamed() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.jpg"));
    try (Camera camera = open(empty)) {
      CameraEvent.Damaged damaged = assertInstanceOf(CameraEvent.Damaged.class, camera.next());
      assertTrue(damaged.cause().contains("empty.jpg"), damaged.cause());
    }
  }

  @Test
  void anMjpegClipIsReadInProcess() throws Exception {
    Path clip = folder.resolve("clip.avi");
    VideoWriter writer =
        new VideoWriter(
            clip.toString(), VideoWriter.fourcc('M', 'J', 'P', 'G'), 25, new Size(64, 48));
    for (int i = 0; i < 7; i++) {
      Mat mat = new Mat(48, 64, CvType.CV_8UC3, new Scalar(i * 20, 0, 0));
      writer.write(mat);
      mat.release();
    }
    writer.release();
    assertEquals(7, count(clip));
  }

  private static int count(Path clip) throws Exception {
    int frames = 0;
    try (Camera camera = open(clip)) {
      CameraEvent event = camera.next();
      while (event instanceof Frame frame) {
        frame.close();
        frames++;
        event = camera.next();
      }
      assertInstanceOf(CameraEvent.Ended.class, event);
    }
    return frames;
  }

  @Test
  void anH264ClipIsReadThroughFfmpegAndLeavesNoProcess() throws Exception {
    RealPart.require("ffmpeg");
    Path clip = folder.resolve("clip.mp4");
    assertEquals(
        0,
        new ProcessBuilder(
                "ffmpeg",
                "-v",
                "error",
                "-f",
                "lavfi",
                "-i",
                "testsrc=size=320x240:rate=10",
                "-t",
                "2",
                "-pix_fmt",
                "yuv420p",
                clip.toString())
            .start()
            .waitFor());
    assertEquals(20, count(clip));
    try (Camera camera = open(clip)) {
      assertInstanceOf(Frame.class, camera.next()).close();
    }
    assertTrue(
        ProcessHandle.current()
            .children()
            .noneMatch(p -> p.info().command().orElse("").endsWith("ffmpeg")));
  }

  @Test
  void aTruncatedClipIsAStateAndNoException() throws Exception {
    RealPart.require("ffmpeg");
    Path clip = folder.resolve("broken.mp4");
    Files.write(clip, new byte[5000]);
    DeviceException e = assertThrows(DeviceException.class, () -> open(clip));
    assertTrue(String.valueOf(e.getMessage()).contains("no video stream"), e.getMessage());
  }

  @Test
  void whatIsNotThereIsATransientDeviceError() {
    DeviceException e = assertThrows(DeviceException.class, () -> open(folder.resolve("gone.mp4")));
    assertTrue(e.isTransient());
  }

  @Test
  void aCameraThatIsNotThereIsADeviceError() {
    DeviceException e =
        assertThrows(
            DeviceException.class,
            () ->
                new Devices()
                    .camera(
                        DeviceUri.parse("v4l2:/dev/video99"),
                        new HalContext("front", new SystemClock())));
    assertTrue(e.isTransient());
  }

  @Test
  void aStreamNobodyServesIsADeviceErrorWithinSeconds() {
    RealPart.require("ffprobe");
    long start = System.nanoTime();
    DeviceException e =
        assertThrows(
            DeviceException.class,
            () ->
                new Devices()
                    .camera(
                        DeviceUri.parse("rtsp://127.0.0.1:9/none"),
                        new HalContext("front", new SystemClock())));
    assertTrue(e.isTransient());
    assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(20));
  }
}
