package org.outrider.agent.reading.vision;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.opencv.core.Size;
import org.opencv.videoio.VideoWriter;
import org.opencv.videoio.Videoio;
import org.outrider.hal.image.Image;

/** Writes pictures as an MJPEG clip, which every unit reads without ffmpeg. */
public final class ClipWriter implements AutoCloseable {
  private final Path file;
  private final double rateHz;
  private @Nullable VideoWriter writer;

  public ClipWriter(Path file, double rateHz) {
    this.file = file;
    this.rateHz = rateHz;
  }

  /** Adds a picture; the first one decides the size. */
  public void write(Image picture) throws IOException {
    VideoWriter open = writer;
    if (open == null) {
      open =
          new VideoWriter(
              file.toString(),
              Videoio.CAP_OPENCV_MJPEG,
              VideoWriter.fourcc('M', 'J', 'P', 'G'),
              rateHz,
              new Size(picture.widthPx(), picture.heightPx()));
      if (!open.isOpened()) {
        open.release();
        throw new IOException(file + ": cannot be written as a clip, expected a name ending .avi");
      }
      writer = open;
    }
    open.write(picture.mat());
  }

  @Override
  public void close() {
    if (writer != null) {
      writer.release();
    }
  }
}
