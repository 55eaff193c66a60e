package org.outrider.hal.driver.video;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.image.NativeImages;
import org.outrider.hal.spi.CameraProvider;
import org.outrider.hal.spi.HalContext;
import org.outrider.hal.spi.RecordingProvider;

/**
 * {@code file:PATH?pace=real|fast&fps=25&loop=true}: a still, an MJPEG {@code .avi} in process, any
 * other video through ffmpeg, a folder of stills in the natural order of their names. What a file
 * is decide its first bytes, not its name.
 */
public final class FileCameraProvider implements CameraProvider, RecordingProvider {
  private static final int USUAL_HZ = 25;

  @Override
  public Set<String> schemes() {
    return Set.of("file");
  }

  @Override
  public void check(DeviceUri uri) {
    uri.onlyKnows(Set.of("pace", "fps", "loop"));
    if (uri.target().isBlank()) {
      throw uri.badTarget("the path of a picture, a clip or a folder of pictures");
    }
    pace(uri);
    fps(uri);
    uri.flagParam("loop");
  }

  private static String pace(DeviceUri uri) {
    return uri.wordParam("pace", "fast", List.of("real", "fast"));
  }

  private static int fps(DeviceUri uri) {
    return uri.intParam("fps", 0, 1, 240);
  }

  @Override
  public Camera open(DeviceUri uri, HalContext context) throws DeviceException {
    check(uri);
    NativeImages.load();
    return uri.flagParam("loop")
        ? new LoopingCamera(() -> once(uri, Path.of(uri.target()), context))
        : once(uri, Path.of(uri.target()), context);
  }

  @Override
  public Camera openFile(Path path, HalContext context) throws DeviceException {
    NativeImages.load();
    return once(DeviceUri.file(path), path, context);
  }

  private static Camera once(DeviceUri uri, Path path, HalContext context) throws DeviceException {
    String pace = pace(uri);
    int fps = fps(uri);
    if (Files.isDirectory(path)) {
      return new StillsCamera(
          Stills.of(uri, path), context, interval(pace, fps == 0 ? USUAL_HZ : fps));
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] head = in.readNBytes(16);
      if (Pictures.isPicture(head) || Stills.isNamedPicture(path)) {
        return new StillsCamera(List.of(path), context, Duration.ZERO);
      }
    } catch (IOException e) {
      throw new DeviceException(uri.text(), "no readable file or folder " + path, true);
    }
    try {
      Optional<AviFrames> avi = AviFrames.open(path);
      if (avi.isPresent()) {
        double rate = fps > 0 ? fps : avi.get().rateHz();
        return new AviCamera(
            path,
            avi.get(),
            context,
            new Pace(context.clock(), interval(pace, rate)),
            Duration.ofNanos(Math.round(1e9 / rate)));
      }
    } catch (IOException e) {
      throw new DeviceException(uri.text(), "cannot read: " + e.getMessage(), true);
    }
    return new ClipSource(uri, path).open(context, pace, fps);
  }

  static Duration interval(String pace, double fps) {
    return pace.equals("fast") ? Duration.ZERO : Duration.ofNanos(Math.round(1e9 / fps));
  }
}
