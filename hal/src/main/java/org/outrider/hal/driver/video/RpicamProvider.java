package org.outrider.hal.driver.video;

import java.time.Duration;
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
 */
public final class RpicamProvider implements CameraProvider {

  @Override
  public Set<String> schemes() {
    return Set.of("rpicam");
  }

  @Override
  public Camera open(DeviceUri uri, HalContext context) throws DeviceException {
    uri.onlyKnows(Set.of("size", "fps"));
    FrameSize size = FrameSize.of(uri, "size", "1920x1080");
    int fps = uri.intParam("fps", 30, 1, 120);
    if (!uri.target().matches("\\d")) {
      throw new IllegalArgumentException(
          "device \"%s\": camera \"%s\", expected its number 0 to 9".formatted(uri, uri.target()));
    }
    NativeImages.load();
    String line =
        "set -o pipefail; rpicam-vid --camera %s -t 0 -n --codec mjpeg --width %d --height %d --framerate %d -o - | ffmpeg -nostdin -v error -f mjpeg -i - -f rawvideo -pix_fmt bgr24 -"
            .formatted(uri.target(), size.widthPx(), size.heightPx(), fps);
    return new PipeCamera(
        List.of("setpriv", "--pdeathsig", "KILL", "bash", "-c", line),
        uri.text(),
        size.widthPx(),
        size.heightPx(),
        context,
        false,
        Duration.ZERO);
  }
}
