package org.outrider.hal.driver.video;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.opencv.core.Mat;
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
  private @Nullable String damage;

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
    if (damage != null) {
      String cause = damage;
      damage = null;
      at++;
      return new CameraEvent.Damaged(cause);
    }
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      at++;
      return new CameraEvent.Damaged(file + ": cannot be read: " + e.getMessage());
    }
    Mat read = Pictures.decode(bytes);
    if (read.empty()) {
      at++;
      return new CameraEvent.Damaged(file + ": no picture that can be decoded");
    }
    Image image;
    try {
      image = pool.take(read);
    } finally {
      read.release();
    }
    damage =
        Pictures.damage(bytes)
            .map(w -> file + ": damaged, read as far as it goes: " + w)
            .orElse(null);
    int number = damage == null ? at++ : at;
    return new Frame(
        context.deviceId(),
        number,
        context.clock().stamp(),
        image,
        String.valueOf(file.getFileName()));
  }

  @Override
  public void close() {
    pool.close();
  }
}
