package org.outrider.hal.driver.video;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.image.NativeImages;
import org.outrider.hal.spi.CameraProvider;
import org.outrider.hal.spi.HalContext;

/**
 * {@code rpicam:0?size=1920x1080&fps=30}: the board's own camera. rpicam-vid encodes MJPEG and
 * ffmpeg turns it into raw frames, since rpicam-vid's own raw output pads its lines by sensor mode.
 * {@code program=} names rpicam-vid where it is called otherwise (libcamera-vid until 2023).
 */
public final class RpicamProvider implements CameraProvider {

  @Override
  public Set<String> schemes() {
    return Set.of("rpicam");
  }

  @Override
  public void check(DeviceUri uri) {
    uri.onlyKnows(Set.of("size", "fps", "program"));
    size(uri);
    fps(uri);
    if (!uri.target().matches("\\d")) {
      throw uri.badTarget("the camera's number 0 to 9");
    }
  }

  private static FrameSize size(DeviceUri uri) {
    return FrameSize.of(uri, "size", "1920x1080");
  }

  private static int fps(DeviceUri uri) {
    return uri.intParam("fps", 30, 1, 120);
  }

  @Override
  public Camera open(DeviceUri uri, HalContext context) throws DeviceException {
    check(uri);
    FrameSize size = size(uri);
    int fps = fps(uri);
    NativeImages.load();
    List<String> capture =
        List.of(
            uri.param("program", "rpicam-vid"),
            "--camera",
            uri.target(),
            "-t",
            "0",
            "-n",
            "--codec",
            "mjpeg",
            "--width",
            String.valueOf(size.widthPx()),
            "--height",
            String.valueOf(size.heightPx()),
            "--framerate",
            String.valueOf(fps),
            "-o",
            "-");
    List<String> decode =
        new ArrayList<>(
            List.of(
                "ffmpeg",
                "-nostdin",
                "-nostats",
                "-v",
                FfmpegWords.LEVEL,
                "-f",
                "mjpeg",
                "-i",
                "-"));
    decode.addAll(PipeCamera.OUTPUT);
    return new PipeCamera(
        List.of(orphanless(capture), orphanless(decode)),
        uri,
        context,
        null,
        new Pace(context.clock(), Duration.ZERO),
        Duration.ZERO);
  }

  /** A child that holds the camera must not outlive the agent, however that dies. */
  private static List<String> orphanless(List<String> command) {
    List<String> out = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "--"));
    out.addAll(command);
    return out;
  }
}
