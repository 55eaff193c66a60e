package org.outrider.hal.driver.video;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.opencv.imgcodecs.Imgcodecs;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.camera.CameraEvent;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.image.Image;
import org.outrider.hal.image.ImagePool;
import org.outrider.hal.spi.HalContext;

/** Picture files one after the other. A file that is no picture is named and passed over. */
final class StillsCamera implements Camera {
  private final List<Path> files;
  private final HalContext context;
  private final Pace pace;
  private final ImagePool pool = new ImagePool(4);
  private int at;

  StillsCamera(List<Path> files, HalContext context, Duration interval) {
    this.files = List.copyOf(files);
    this.context = context;
    this.pace = new Pace(context.clock(), interval);
  }

  @Override
  public CameraEvent next() throws InterruptedException {
    if (at == files.size()) {
      return new CameraEvent.Ended();
    }
    pace.await();
    Path file = files.get(at);
    Image image = pool.take();
    var read = Imgcodecs.imread(file.toString(), Imgcodecs.IMREAD_COLOR);
    read.copyTo(image.mat());
    boolean empty = read.empty();
    read.release();
    if (empty) {
      at++;
      image.close();
      return new CameraEvent.Damaged(file + ": no picture that can be decoded");
    }
    return new Frame(
        context.deviceId(),
        at++,
        context.clock().stamp(),
        image,
        String.valueOf(file.getFileName()));
  }

  @Override
  public void close() {
    pool.close();
  }
}
