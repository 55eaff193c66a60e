package org.outrider.hal.driver.video;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.camera.CameraEvent;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.image.Image;
import org.outrider.hal.image.ImagePool;
import org.outrider.hal.spi.HalContext;

/**
 * Raw BGR frames from a child process, or from the last of several in a row. The last one is
 * ffmpeg, which says of each frame its size and time: nothing is assumed of either. The end of a
 * live stream is a loss whatever the exit code, and a child that gives no frame for {@link
 * #SILENCE} is ended: ffmpeg was seen to wait forever on a stalled server and to leave with exit
 * code 0 when one dies.
 */
final class PipeCamera implements Camera {
  static final Duration SILENCE = Duration.ofSeconds(8);
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  /** Frames are neither copied nor left out, so that each is one look at its own time. */
  static final List<String> OUTPUT =
      List.of(
          "-vf",
          "bwdif=mode=send_frame:deint=interlaced,format=bgr24,showinfo=checksum=0",
          "-fps_mode",
          "passthrough",
          "-f",
          "rawvideo",
          "-an",
          "-");

  private final List<Process> processes;
  private final DeviceUri device;
  private final HalContext context;
  private final @Nullable VideoProbe clip;
  private final Pace pace;
  private final long fixedNanos;
  private final ImagePool pool = new ImagePool(6);
  private final ReadableByteChannel pipe;
  private final FfmpegWords words;
  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private @Nullable Mat view;
  private volatile long frameDueNanos;
  private long sequence;
  private long firstNanos = -1;
  private long lastNanos;
  private boolean isEnded;
  private boolean isNoted;

  /**
   * Starts the children.
   *
   * @param commands each reads what the one before writes; the last one's output are the frames
   * @param clip what a recording's container says, so that its end is no loss; null for a camera
   * @param fixed spacing of the frames instead of the recording's own; zero for its own
   */
  PipeCamera(
      List<List<String>> commands,
      DeviceUri device,
      HalContext context,
      @Nullable VideoProbe clip,
      Pace pace,
      Duration fixed)
      throws DeviceException {
    this.device = device;
    this.context = context;
    this.clip = clip;
    this.pace = pace;
    this.fixedNanos = fixed.toNanos();
    this.words = new FfmpegWords(device);
    List<ProcessBuilder> builders = commands.stream().map(ProcessBuilder::new).toList();
    builders.getFirst().redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
    try {
      processes = ProcessBuilder.startPipeline(builders);
    } catch (IOException e) {
      throw new DeviceException(
          device.text(),
          device.hide("cannot start " + commands.getFirst().getFirst() + ": " + e.getMessage()),
          true);
    }
    pipe = Channels.newChannel(processes.getLast().getInputStream());
    frameDueNanos = System.nanoTime() + SILENCE.toNanos();
    for (int i = 0; i < processes.size(); i++) {
      Process process = processes.get(i);
      boolean isLast = i == processes.size() - 1;
      Thread.ofVirtual()
          .name("camera-" + context.deviceId() + "-stderr")
          .start(() -> words.listen(process, isLast));
    }
    Thread.ofVirtual().name("camera-" + context.deviceId() + "-watch").start(this::watch);
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
    if (isEnded) {
      return ended();
    }
    frameDueNanos = System.nanoTime() + SILENCE.toNanos();
    FfmpegWords.Picture picture = words.next(2 * SILENCE.toNanos());
    if (picture == null || !fill(picture)) {
      return end();
    }
    // While nobody asks for a frame the child may be held up by the pipe: that is no silence.
    frameDueNanos = Long.MAX_VALUE;
    long media = media(picture);
    if (clip != null) {
      pace.await(media);
    }
    Image image = pool.take(view(picture));
    return new Frame(
        context.deviceId(),
        sequence++,
        context.clock().stamp(),
        image,
        "",
        clip == null ? Frame.NO_TIME : media);
  }

  private boolean fill(FfmpegWords.Picture picture) {
    int bytes = picture.widthPx() * picture.heightPx() * 3;
    if (buffer.capacity() != bytes) {
      buffer = ByteBuffer.allocateDirect(bytes);
      release();
    }
    buffer.clear();
    try {
      while (buffer.hasRemaining()) {
        if (pipe.read(buffer) < 0) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Mat view(FfmpegWords.Picture picture) {
    Mat mat = view;
    if (mat == null || mat.cols() != picture.widthPx()) {
      release();
      mat = new Mat(picture.heightPx(), picture.widthPx(), CvType.CV_8UC3, buffer);
      view = mat;
    }
    return mat;
  }

  private void release() {
    Mat mat = view;
    if (mat != null) {
      mat.release();
      view = null;
    }
  }

  /** Time since the first frame, which never goes back. */
  private long media(FfmpegWords.Picture picture) {
    if (fixedNanos > 0) {
      return sequence * fixedNanos;
    }
    if (picture.nanos() >= 0 && firstNanos < 0) {
      firstNanos = picture.nanos();
    }
    long said = picture.nanos() < 0 ? lastNanos : picture.nanos() - firstNanos;
    lastNanos = Math.max(lastNanos, said);
    return lastNanos;
  }

  private CameraEvent end() throws InterruptedException {
    Process last = processes.getLast();
    last.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    VideoProbe container = clip;
    if (container == null || sequence == 0 || last.isAlive() || last.exitValue() > 128) {
      return new CameraEvent.Lost("stream ended after %s".formatted(counted("")));
    }
    isEnded = true;
    boolean isShort = container.lacks(sequence, lastNanos);
    if (words.hasErrors() || isShort || last.exitValue() != 0) {
      return new CameraEvent.Damaged(
          "%s: damaged, read %s"
              .formatted(
                  device.text(),
                  counted(container.frames() > 0 ? " of " + container.frames() : "")));
    }
    return ended();
  }

  private CameraEvent ended() {
    VideoProbe container = clip;
    if (container == null || container.others() == 0 || isNoted) {
      return new CameraEvent.Ended();
    }
    isNoted = true;
    return new CameraEvent.Note(
        "%s: stream %d is read, %d other video stream%s"
            .formatted(
                device.text(),
                container.index(),
                container.others(),
                container.others() == 1 ? " is not" : "s are not"));
  }

  private String counted(String of) {
    String said = words.text();
    return "%d%s frame%s%s"
        .formatted(
            sequence,
            of,
            sequence == 1 && of.isEmpty() ? "" : "s",
            said.isEmpty() ? "" : ": " + said);
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
    release();
    pool.close();
  }
}
