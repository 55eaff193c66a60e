package org.outrider.hal.driver.video;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.camera.CameraEvent;
import org.outrider.hal.spi.HalContext;

/** A recording that ffmpeg reads; ffprobe says which of its streams. */
final class ClipSource {
  private final DeviceUri uri;
  private final Path path;

  ClipSource(DeviceUri uri, Path path) {
    this.uri = uri;
    this.path = path;
  }

  Camera open(HalContext context, String pace, int fps) throws DeviceException {
    Path named = path;
    if (!Path.of(path.toString()).equals(path)) { // bytes that no argument of a child can hold
      named = link();
    }
    try {
      Camera camera = pipe(named, context, pace, fps);
      return named.equals(path) ? camera : new Linked(camera, named);
    } catch (DeviceException e) {
      if (!named.equals(path)) {
        delete(named);
      }
      throw e;
    }
  }

  private Camera pipe(Path named, HalContext context, String pace, int fps) throws DeviceException {
    String input = "file:" + named; // a name with a colon is no protocol, one with a dash no option
    VideoProbe probe = VideoProbe.of(uri, input, List.of());
    List<String> command =
        new ArrayList<>(List.of("ffmpeg", "-nostdin", "-nostats", "-v", FfmpegWords.LEVEL));
    command.addAll(List.of("-i", input, "-map", "0:" + probe.index()));
    command.addAll(PipeCamera.OUTPUT);
    double rate = fps > 0 ? fps : probe.rateHz();
    return new PipeCamera(
        List.of(command),
        uri,
        context,
        probe,
        new Pace(context.clock(), FileCameraProvider.interval(pace, rate)),
        fps > 0 ? Duration.ofNanos(Math.round(1e9 / fps)) : Duration.ZERO);
  }

  private Path link() throws DeviceException {
    try {
      Path folder = Files.createTempDirectory("outrider-clip");
      return Files.createSymbolicLink(folder.resolve("clip"), path.toAbsolutePath());
    } catch (IOException e) {
      throw new DeviceException(uri.text(), "cannot be named to ffmpeg: " + e.getMessage(), true);
    }
  }

  private static void delete(Path link) {
    try {
      Files.deleteIfExists(link);
      Path folder = link.getParent();
      if (folder != null) {
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      // the system clears its temporary folder
    }
  }

  /** Takes the name away with the camera. */
  private record Linked(Camera camera, Path link) implements Camera {
    @Override
    public CameraEvent next() throws InterruptedException {
      return camera.next();
    }

    @Override
    public void close() {
      camera.close();
      delete(link);
    }
  }
}
