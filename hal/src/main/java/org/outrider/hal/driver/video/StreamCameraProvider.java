package org.outrider.hal.driver.video;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.image.NativeImages;
import org.outrider.hal.spi.CameraProvider;
import org.outrider.hal.spi.HalContext;

/** {@code rtsp://host/path}: a network camera, decoded by an ffmpeg child over TCP. */
public final class StreamCameraProvider implements CameraProvider {
  // ffmpeg counts this in microseconds; -stimeout is gone and -rw_timeout is no RTSP option
  private static final List<String> OPTIONS =
      List.of("-rtsp_transport", "tcp", "-timeout", "5000000");

  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(:\\d{1,5})?");

  @Override
  public Set<String> schemes() {
    return Set.of("rtsp", "rtsps");
  }

  @Override
  public void check(DeviceUri uri) {
    String address = uri.target().substring(uri.target().indexOf(':') + 1);
    String authority = address.startsWith("//") ? address.substring(2).split("[/?]", 2)[0] : "";
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    if (!HOST.matcher(host).matches()) {
      throw uri.badTarget("rtsp://HOST/PATH or rtsp://USER:PASSWORD@HOST:PORT/PATH");
    }
  }

  @Override
  public Camera open(DeviceUri uri, HalContext context) throws DeviceException {
    check(uri);
    NativeImages.load();
    VideoProbe probe = VideoProbe.of(uri, uri.target(), OPTIONS);
    List<String> command =
        new ArrayList<>(List.of("ffmpeg", "-nostdin", "-nostats", "-v", FfmpegWords.LEVEL));
    command.addAll(OPTIONS);
    command.addAll(
        List.of(
            "-fflags",
            "nobuffer",
            "-flags",
            "low_delay",
            "-i",
            uri.target(),
            "-map",
            "0:" + probe.index()));
    command.addAll(PipeCamera.OUTPUT);
    return new PipeCamera(
        List.of(command),
        uri,
        context,
        null,
        new Pace(context.clock(), Duration.ZERO),
        Duration.ZERO);
  }
}
