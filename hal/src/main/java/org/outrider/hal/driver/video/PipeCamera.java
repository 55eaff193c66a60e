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
 * Raw BGR frames from a child process, or from the last of several in a row. The end of a live
 * stream is a loss whatever the exit code, and a child that gives no frame for {@link #SILENCE} is
 * ended: ffmpeg was seen to wait forever on a stalled server and to leave with exit code 0 when one
 * dies.
 */
final class PipeCamera implements Camera {
  static final Duration SILENCE = Duration.ofSeconds(8);
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final List<Process> processes;
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

  /**
   * Starts the children.
   *
   * @param commands each reads what the one before writes; the last one's output are the frames
   * @param isClip whether an end with exit code 0 is the end and no loss
   * @param interval between two frames; zero for as fast as they come
   */
  PipeCamera(
      List<List<String>> commands,
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
    List<ProcessBuilder> builders = commands.stream().map(ProcessBuilder::new).toList();
    builders.getFirst().redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
    try {
      processes = ProcessBuilder.startPipeline(builders);
    } catch (IOException e) {
      throw new DeviceException(
          device, "cannot start " + commands.getFirst().getFirst() + ": " + e.getMessage(), true);
    }
    buffer = ByteBuffer.allocateDirect(widthPx * heightPx * 3);
    view = new Mat(heightPx, widthPx, CvType.CV_8UC3, buffer);
    InputStream out = processes.getLast().getInputStream();
    pipe = Channels.newChannel(out);
    frameDueNanos = System.nanoTime() + SILENCE.toNanos();
    for (Process process : processes) {
      Thread.ofVirtual()
          .name("camera-" + context.deviceId() + "-stderr")
          .start(() -> listen(process));
    }
    Thread.ofVirtual().name("camera-" + context.deviceId() + "-watch").start(this::watch);
  }

  private void listen(Process process) {
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
      while (!processes.getLast().waitFor(1, TimeUnit.SECONDS)) {
        if (System.nanoTime() > frameDueNanos) {
          endAll();
        }
      }
    } catch (InterruptedException e) {
      endAll();
    }
  }

  /** All of them: one that waits for its camera does not notice that nobody listens any more. */
  private void endAll() {
    processes.forEach(Process::destroyForcibly);
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
    Process last = processes.getLast();
    last.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    boolean clean = !last.isAlive() && last.exitValue() == 0;
    if (isClip && clean && sequence > 0) {
      return new CameraEvent.Ended();
    }
    synchronized (lastWords) {
      return new CameraEvent.Lost(
          "stream ended after %d %s%s"
              .formatted(
                  sequence,
                  sequence == 1 ? "frame" : "frames",
                  lastWords.isEmpty() ? "" : ": " + lastWords));
    }
  }

  @Override
  public void close() {
    endAll();
    try {
      for (Process process : processes) {
        process.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    view.release();
    pool.close();
  }
}
