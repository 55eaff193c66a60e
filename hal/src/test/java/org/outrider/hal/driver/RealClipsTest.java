package org.outrider.hal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;
import org.opencv.imgcodecs.Imgcodecs;
import org.outrider.hal.RealPart;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.camera.CameraEvent;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.image.NativeImages;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;

/** Pictures and clips as they are in the field: cut, damaged, turned, oddly named. */
class RealClipsTest {
  @TempDir Path folder;

  @BeforeAll
  static void load() {
    NativeImages.load();
  }

  /** Content of a file: its frames' sizes and times, and all else that is reported. */
  private record Seen(List<String> sizes, List<Long> millis, List<CameraEvent> said) {}

  private static Seen read(Path path) throws Exception {
    Seen seen = new Seen(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    try (Camera camera = new Devices().recording(path, new HalContext("t", new SystemClock()))) {
      CameraEvent event = camera.next();
      while (!(event instanceof CameraEvent.Ended || event instanceof CameraEvent.Lost)) {
        if (event instanceof Frame frame) {
          seen.sizes.add(frame.image().widthPx() + "x" + frame.image().heightPx());
          seen.millis.add(frame.mediaNanos() / 1_000_000);
          frame.close();
        } else {
          seen.said.add(event);
        }
        event = camera.next();
      }
      if (event instanceof CameraEvent.Lost) {
        seen.said.add(event);
      }
    }
    return seen;
  }

  private Path make(String name, String... options) throws Exception {
    RealPart.require("ffmpeg");
    Path clip = folder.resolve(name);
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
    command.addAll(List.of(options));
    command.add("file:" + clip);
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    return clip;
  }

  private static String source(int rate) {
    return "testsrc=size=160x120:duration=2:rate=" + rate;
  }

  @ParameterizedTest
  @ValueSource(strings = {"zero", "text", "cut"})
  void oneDamagedMjpegFrameIsSaidAndTheOthersAreRead(String kind) throws Exception {
    Path clip = make("a.avi", "-f", "lavfi", "-i", source(25), "-c:v", "mjpeg");
    byte[] bytes = Files.readAllBytes(clip);
    int at = -1;
    for (int i = 0; i < 10; i++) { // one of the first frames
      at = indexOf(bytes, "00dc", at + 1);
    }
    int length = bytes[at + 4] & 0xFF | (bytes[at + 5] & 0xFF) << 8;
    int from = kind.equals("cut") ? at + 8 + 20 : at + 8;
    Arrays.fill(bytes, from, at + 8 + length, (byte) (kind.equals("text") ? 'x' : 0));
    Files.write(clip, bytes);
    Seen seen = read(clip);
    assertEquals(49, seen.sizes.size());
    assertEquals(1, seen.said.size(), seen.said::toString);
    assertTrue(
        seen.said.toString().contains("is no picture that can be decoded"), seen.said::toString);
  }

  private static int indexOf(byte[] bytes, String text, int from) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text, from);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.avi", "a.mp4", "a.mov"})
  void aCutRecordingIsReadAsFarAsItGoesAndCounted(String name) throws Exception {
    Path clip = make(name, "-f", "lavfi", "-i", source(25), "-movflags", "+faststart");
    byte[] bytes = Files.readAllBytes(clip);
    Files.write(clip, Arrays.copyOf(bytes, bytes.length * 6 / 10));
    Seen seen = read(clip);
    assertTrue(!seen.sizes.isEmpty() && seen.sizes.size() < 50, seen::toString);
    CameraEvent.Damaged last = assertInstanceOf(CameraEvent.Damaged.class, seen.said.getLast());
    assertTrue(
        last.cause().contains("damaged, read " + seen.sizes.size() + " of 50 frames"),
        last.cause());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.avi", "a.mp4", "a.mkv", "a.webm", "a.ts", "a.flv"})
  void aWholeRecordingIsReadWithoutAWord(String name) throws Exception {
    String codec = name.endsWith("webm") ? "libvpx" : name.endsWith("avi") ? "mjpeg" : "libx264";
    Seen seen =
        read(make(name, "-f", "lavfi", "-i", source(25), "-c:v", codec, "-pix_fmt", "yuv420p"));
    assertEquals(50, seen.sizes.size());
    assertEquals(List.of(), seen.said);
  }

  @ParameterizedTest
  @CsvSource({"5,200", "10,100", "25,40", "50,20"})
  void timesAreThoseOfTheContainer(int rate, long spacing) throws Exception {
    for (String name : new String[] {"a.mp4", "a.avi"}) {
      Seen seen = read(make(name, "-f", "lavfi", "-i", source(rate)));
      assertEquals(2 * rate, seen.millis.size());
      assertEquals(List.of(0L, spacing, 2 * spacing), seen.millis.subList(0, 3));
    }
  }

  @Test
  void framesOfAVariableRateAreNeverCopied() throws Exception {
    Seen seen =
        read(
            make(
                "vfr.mkv",
                "-f",
                "lavfi",
                "-i",
                "testsrc=size=160x120:duration=4:rate=10",
                "-vf",
                "select='lt(n\\,3)+gt(n\\,36)'",
                "-fps_mode",
                "vfr"));
    assertEquals(List.of(0L, 100L, 200L, 3700L, 3800L, 3900L), seen.millis);
  }

  @ParameterizedTest
  @CsvSource({"90,120x160", "180,160x120", "270,120x160", "0,160x120"})
  void aTurnedRecordingIsReadUpright(String turn, String size) throws Exception {
    make("flat.mp4", "-f", "lavfi", "-i", source(5), "-pix_fmt", "yuv420p");
    Path turned =
        make(
            "turned.mp4",
            "-i",
            folder.resolve("flat.mp4").toString(),
            "-c",
            "copy",
            "-metadata:s:v",
            "rotate=" + turn);
    Seen seen = read(turned);
    assertEquals(10, seen.sizes.size());
    assertEquals(size, seen.sizes.getFirst());
    assertEquals(List.of(), seen.said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"first", "second", "none"})
  void ofTwoStreamsTheDefaultIsReadAndTheOtherMentioned(String which) throws Exception {
    Path clip =
        make(
            "two.mkv",
            "-f",
            "lavfi",
            "-i",
            "testsrc=size=160x120:duration=1",
            "-f",
            "lavfi",
            "-i",
            "color=size=320x240:duration=1",
            "-map",
            "0",
            "-map",
            "1",
            "-disposition:v:0",
            which.equals("first") ? "default" : "0",
            "-disposition:v:1",
            which.equals("second") ? "default" : "0",
            "-default_mode",
            "passthrough");
    Seen seen = read(clip);
    assertEquals(which.equals("second") ? "320x240" : "160x120", seen.sizes.getFirst());
    CameraEvent.Note note = assertInstanceOf(CameraEvent.Note.class, seen.said.getFirst());
    assertTrue(note.text().contains("1 other video stream is not"), note.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a?b=c", "käse münchen", "\uD83D\uDE97", "-v", "a:b", "100%", "a b'c\"d", "#1"})
  void noNameEndsTheReading(String name) throws Exception {
    Mat mat = new Mat(48, 64, CvType.CV_8UC3, new Scalar(9, 9, 9));
    Imgcodecs.imwrite(folder.resolve("p.png").toString(), mat);
    mat.release();
    Path picture = folder.resolve(name + ".png");
    Files.copy(folder.resolve("p.png"), picture);
    assertEquals(List.of("64x48"), read(picture).sizes);
    Path clip = make(name + ".mp4", "-f", "lavfi", "-i", source(5));
    assertEquals(10, read(clip).sizes.size());
  }

  @ParameterizedTest
  @CsvSource({"a.webp,1,64x48", "a.webp,3,64x48", "a.webp,6,48x64", "a.webp,8,48x64"})
  void aWebPictureIsTurnedAsExifSays(String name, int orientation, String size) throws Exception {
    Path file = folder.resolve(name);
    Mat mat = new Mat(48, 64, CvType.CV_8UC3, new Scalar(9, 9, 9));
    Imgcodecs.imwrite(file.toString(), mat);
    mat.release();
    byte[] exif = {
      'E',
      'X',
      'I',
      'F',
      26,
      0,
      0,
      0,
      'I',
      'I',
      42,
      0,
      8,
      0,
      0,
      0,
      1,
      0,
      0x12,
      1,
      3,
      0,
      1,
      0,
      0,
      0,
      (byte) orientation,
      0,
      0,
      0,
      0,
      0,
      0,
      0
    };
    byte[] plain = Files.readAllBytes(file);
    byte[] both = Arrays.copyOf(plain, plain.length + exif.length);
    System.arraycopy(exif, 0, both, plain.length, exif.length);
    Files.write(file, both);
    assertEquals(List.of(size), read(file).sizes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.jfif", "a.jpe", "a", "a.mp4"})
  void aPictureIsKnownByItsBytes(String name) throws Exception {
    Mat mat = new Mat(48, 64, CvType.CV_8UC3, new Scalar(9, 9, 9));
    Imgcodecs.imwrite(folder.resolve("p.jpg").toString(), mat);
    mat.release();
    Path file = folder.resolve(name);
    Files.move(folder.resolve("p.jpg"), file);
    assertEquals(
        new Seen(List.of("64x48"), List.of(Frame.NO_TIME / 1_000_000), List.of()), read(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "overwritten", "no end"})
  void aDamagedJpegIsReadAndSaid(String kind) throws Exception {
    Path file = make("a.jpg", "-f", "lavfi", "-i", "testsrc=size=640x480", "-frames:v", "1");
    byte[] bytes = Files.readAllBytes(file);
    switch (kind) {
      case "cut" -> bytes = Arrays.copyOf(bytes, bytes.length / 2);
      case "no end" -> bytes = Arrays.copyOf(bytes, bytes.length - 2);
      default -> Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 400, (byte) 0x55);
    }
    Files.write(file, bytes);
    Seen seen = read(file);
    assertEquals(List.of("640x480"), seen.sizes);
    assertTrue(seen.said.toString().contains("a.jpg: damaged"), seen.said::toString);
  }

  @Test
  void numberedFramesComeInNaturalOrder() throws Exception {
    Mat mat = new Mat(8, 8, CvType.CV_8UC3, new Scalar(9, 9, 9));
    for (String name : new String[] {"f10.png", "f2.png", "f1.png", "f010b.png"}) {
      Imgcodecs.imwrite(folder.resolve(name).toString(), mat);
    }
    mat.release();
    List<String> names = new ArrayList<>();
    try (Camera camera = new Devices().recording(folder, new HalContext("t", new SystemClock()))) {
      while (camera.next() instanceof Frame frame) {
        names.add(frame.name());
        frame.close();
      }
    }
    assertEquals(List.of("f1.png", "f2.png", "f10.png", "f010b.png"), names);
  }
}
