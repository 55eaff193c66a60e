package org.outrider.hal.driver.video;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.outrider.hal.DeviceUri;

/**
 * What a child process says on its standard error: of ffmpeg the size and time of each frame (its
 * filter showinfo), its errors, and of others every line. The device's secrets are hidden.
 */
final class FfmpegWords {
  /** Options for ffmpeg, so that each line bears its level. */
  static final String LEVEL = "level+info";

  private static final Pattern FRAME =
      Pattern.compile("pts:\\s*(?:-?\\d+|NOPTS) pts_time:(\\S+).* s:(\\d+)x(\\d+) ");
  private static final Pattern ERROR = Pattern.compile("\\[(?:error|fatal|panic)\\] (.*)");
  private static final Pattern LEVELS = Pattern.compile("\\[(?:info|verbose|debug|warning)\\]");
  private static final int MOST_CHARS = 400;

  /**
   * One frame to come on the pipe.
   *
   * @param nanos time within the recording; negative where it has none
   */
  record Picture(int widthPx, int heightPx, long nanos) {}

  private static final Picture NONE = new Picture(0, 0, 0);

  private final DeviceUri device;
  private final LinkedBlockingQueue<Picture> pictures = new LinkedBlockingQueue<>();
  private final StringBuilder words = new StringBuilder();
  private int errors;

  FfmpegWords(DeviceUri device) {
    this.device = device;
  }

  /**
   * Listens until the child ends.
   *
   * @param isLast whether its output are the frames
   */
  void listen(Process process, boolean isLast) {
    try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
      for (String line = err.readLine(); line != null; line = err.readLine()) {
        take(line.strip());
      }
    } catch (IOException e) {
      // the child is gone; what it said until then is kept
    }
    if (isLast) {
      pictures.add(NONE);
    }
  }

  private void take(String line) {
    Matcher frame = FRAME.matcher(line + " ");
    if (line.startsWith("[Parsed_showinfo") && frame.find()) {
      pictures.add(
          new Picture(
              Integer.parseInt(frame.group(2)),
              Integer.parseInt(frame.group(3)),
              nanos(frame.group(1))));
      return;
    }
    Matcher error = ERROR.matcher(line);
    boolean isError = error.find();
    if (!isError && LEVELS.matcher(line).find()) {
      return;
    }
    synchronized (words) {
      errors += isError ? 1 : 0;
      String said = device.hide(isError ? error.group(1) : line);
      if (words.length() < MOST_CHARS && words.indexOf(said) < 0) {
        words.append(words.isEmpty() ? "" : "; ").append(said);
      }
    }
  }

  private static long nanos(String seconds) {
    try {
      return Math.round(Double.parseDouble(seconds) * 1e9);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** The next frame on the pipe; null when none comes any more, or not within the time. */
  @SuppressWarnings("ReferenceEquality") // one mark, by identity
  @Nullable Picture next(long patienceNanos) throws InterruptedException {
    Picture picture = pictures.poll(patienceNanos, TimeUnit.NANOSECONDS);
    if (picture == NONE) { // the one that marks the end stays
      pictures.add(NONE);
    }
    return picture == null || picture == NONE ? null : picture;
  }

  /** True once ffmpeg has reported damage. */
  boolean hasErrors() {
    synchronized (words) {
      return errors > 0;
    }
  }

  /** The first words, without repetitions; empty where nothing was said. */
  String text() {
    synchronized (words) {
      return words.toString();
    }
  }
}
