package org.outrider.hal.driver.video;

import java.util.Set;
import org.opencv.videoio.VideoCapture;
import org.opencv.videoio.VideoWriter;
import org.opencv.videoio.Videoio;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.image.NativeImages;
import org.outrider.hal.spi.CameraProvider;
import org.outrider.hal.spi.HalContext;

/**
 * {@code v4l2:/dev/video0?size=1920x1080&fps=30}: a USB or CSI camera that the kernel shows as
 * V4L2.
 */
public final class V4l2CameraProvider implements CameraProvider {

  @Override
  public Set<String> schemes() {
    return Set.of("v4l2");
  }

  @Override
  public void check(DeviceUri uri) {
    uri.onlyKnows(Set.of("size", "fps"));
    size(uri);
    fps(uri);
    if (!uri.target().startsWith("/")) {
      throw uri.badTarget("the path of a video device, such as v4l2:/dev/video0");
    }
  }

  private static FrameSize size(DeviceUri uri) {
    return FrameSize.of(uri, "size", "1280x720");
  }

  private static int fps(DeviceUri uri) {
    return uri.intParam("fps", 30, 1, 240);
  }

  @Override
  public Camera open(DeviceUri uri, HalContext context) throws DeviceException {
    check(uri);
    FrameSize size = size(uri);
    int fps = fps(uri);
    NativeImages.load();
    VideoCapture capture = new VideoCapture(uri.target(), Videoio.CAP_V4L2);
    if (!capture.isOpened()) {
      capture.release();
      throw new DeviceException(uri.text(), "no V4L2 camera at " + uri.target(), true);
    }
    capture.set(Videoio.CAP_PROP_FOURCC, VideoWriter.fourcc('M', 'J', 'P', 'G'));
    capture.set(Videoio.CAP_PROP_FRAME_WIDTH, size.widthPx());
    capture.set(Videoio.CAP_PROP_FRAME_HEIGHT, size.heightPx());
    capture.set(Videoio.CAP_PROP_FPS, fps);
    capture.set(Videoio.CAP_PROP_BUFFERSIZE, 2);
    return new CaptureCamera(capture, context);
  }
}
