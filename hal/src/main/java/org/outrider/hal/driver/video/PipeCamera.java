package org.outrider.hal.driver.video;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.outrider.hal.DeviceException;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.camera.CameraEvent;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.image.Image;
import org.outrider.hal.image.ImagePool;
import org.outrider.hal.spi.HalContext;

/**
 * Raw BGR frames from a child process. The end of a live stream is a loss whatever the exit code,
 * and a child that gives no frame for {@link #SILENCE} is ended: ffmpeg was seen to wait forever on
 * a stalled server and to leave with exit code 0 when one dies.
 */
final class PipeCamera implements Camera {
  static final Duration SILENCE = Duration.ofSeconds(8);
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final Process process;
  private final HalContext context;
  private final boolean isClip;
  private final Pace pace;
  private final ImagePool pool = new ImagePool(6);
  private final ByteBuffer buffer;
  private final Mat view;
  private final ReadableByteChannel pipe;
  private final StringBuilder lastWords = new StringBuilder();
  private volatile long frameDueNanos;
  private long sequence;

  PipeCamera(
      List<String> command,
      String device,
      int widthPx,
      int heightPx,
      HalContext context,
      boolean isClip,
      Duration interval)
      throws DeviceException {
    this.context = context;
    this.isClip = isClip;
    this.pace = new Pace(context.clock(), interval);
    try {
      process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .start();
    } catch (IOException e) {
      throw new DeviceException(
          device, "cannot start " + command.getFirst() + ": " + e.getMessage(), true);
    }
    buffer = ByteBuffer.allocateDirect(widthPx * heightPx * 3);
    view = new Mat(heightPx, widthPx, CvType.CV_8UC3, buffer);
    InputStream out = process.getInputStream();
    pipe = Channels.newChannel(out);
    frameDueNanos = System.nanoTime() + SILENCE.toNanos();
    Thread.ofVirtual().name("camera-" + context.deviceId() + "-stderr").start(this::listen);
    Thread.ofVirtual().name("camera-" + context.deviceId() + "-watch").start(this::watch);
  }

  private void listen() {
    try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
      for (String line = err.readLine(); line != null; line = err.readLine()) {
        synchronized (lastWords) {
          if (lastWords.length() > 400) {
            lastWords.setLength(0);
          }
          lastWords.append(line.strip()).append("; ");
        }
      }
    } catch (IOException e) {
      // the child is gone; what it said until then is kept
    }
  }

  private void watch() {
    try {
      while (!process.waitFor(1, TimeUnit.SECONDS)) {
        if (System.nanoTime() > frameDueNanos) {
          process.destroyForcibly();
        }
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
    }
  }

  @Override
  public CameraEvent next() throws InterruptedException {
    pace.await();
    frameDueNanos = System.nanoTime() + SILENCE.toNanos();
    buffer.clear();
    try {
      while (buffer.hasRemaining()) {
        if (pipe.read(buffer) < 0) {
          return end();
        }
      }
    } catch (IOException e) {
      return end();
    }
    // While nobody asks for a frame the child may be held up by the pipe: that is no silence.
    frameDueNanos = Long.MAX_VALUE;
    Image image = pool.take();
    view.copyTo(image.mat());
    return new Frame(context.deviceId(), sequence++, context.clock().stamp(), image, "");
  }

  private CameraEvent end() throws InterruptedException {
    process.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    boolean clean = !process.isAlive() && process.exitValue() == 0;
    if (isClip && clean && sequence > 0) {
      return new CameraEvent.Ended();
    }
    synchronized (lastWords) {
      return new CameraEvent.Lost(
          "stream ended after %d frames%s"
              .formatted(sequence, lastWords.isEmpty() ? "" : ": " + lastWords));
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    view.release();
    pool.close();
  }
}
