package org.outrider.hal.driver.video;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.opencv.videoio.VideoCapture;
import org.opencv.videoio.Videoio;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.image.NativeImages;
import org.outrider.hal.spi.CameraProvider;
import org.outrider.hal.spi.HalContext;

/**
 * {@code file:PATH?pace=real|fast&fps=25&loop=true}: an MJPEG {@code .avi} in process, any other
 * video through ffmpeg, a folder of stills in the order of their names.
 */
public final class FileCameraProvider implements CameraProvider {
  private static final Set<String> PICTURES =
      Set.of("jpg", "jpeg", "png", "bmp", "tif", "tiff", "webp", "pgm", "ppm");

  @Override
  public Set<String> schemes() {
    return Set.of("file");
  }

  @Override
  public Camera open(DeviceUri uri, HalContext context) throws DeviceException {
    uri.onlyKnows(Set.of("pace", "fps", "loop"));
    NativeImages.load();
    return uri.param("loop", "false").equals("true")
        ? new LoopingCamera(() -> once(uri, context))
        : once(uri, context);
  }

  private static Camera once(DeviceUri uri, HalContext context) throws DeviceException {
    Path path = Path.of(uri.target());
    String pace = uri.param("pace", "fast");
    if (!pace.equals("real") && !pace.equals("fast")) {
      throw new IllegalArgumentException(
          "device \"%s\": pace=%s, expected real or fast".formatted(uri, pace));
    }
    int fps = uri.intParam("fps", 0, 1, 240);
    if (Files.isDirectory(path)) {
      return new StillsCamera(stills(uri, path), context, interval(pace, fps == 0 ? 25 : fps));
    }
    if (!Files.isReadable(path)) {
      throw new DeviceException(uri.text(), "no readable file or folder " + path, true);
    }
    if (isPicture(path)) {
      return new StillsCamera(List.of(path), context, Duration.ZERO);
    }
    if (extension(path).equals("avi")) {
      VideoCapture capture = new VideoCapture(path.toString(), Videoio.CAP_OPENCV_MJPEG);
      if (capture.isOpened()) {
        double own = capture.get(Videoio.CAP_PROP_FPS);
        return new CaptureCamera(
            capture, context, true, interval(pace, fps > 0 ? fps : own > 0 ? own : 25));
      }
      capture.release();
    }
    VideoProbe probe = VideoProbe.of(uri.text(), path.toString(), List.of());
    return new PipeCamera(
        List.of(
            List.of(
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-i",
                path.toString(),
                "-f",
                "rawvideo",
                "-pix_fmt",
                "bgr24",
                "-an",
                "-")),
        uri.text(),
        probe.widthPx(),
        probe.heightPx(),
        context,
        true,
        interval(pace, fps > 0 ? fps : probe.rateHz()));
  }

  private static Duration interval(String pace, double fps) {
    return pace.equals("fast") ? Duration.ZERO : Duration.ofNanos(Math.round(1e9 / fps));
  }

  private static List<Path> stills(DeviceUri uri, Path folder) throws DeviceException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.filter(FileCameraProvider::isPicture).sorted().toList();
      if (found.isEmpty()) {
        throw new DeviceException(uri.text(), "no pictures in folder " + folder, true);
      }
      return found;
    } catch (IOException e) {
      throw new DeviceException(uri.text(), "cannot list folder: " + e.getMessage(), true);
    }
  }

  private static String extension(Path path) {
    String name = path.toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static boolean isPicture(Path path) {
    return PICTURES.contains(extension(path));
  }
}
