package org.outrider.hal.driver.video;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;

/**
 * What a container says of the video stream that is read: the one marked as default, or else the
 * first that is no cover picture.
 *
 * @param index of the stream, for ffmpeg's {@code -map}
 * @param rateHz frames per second; 25 where the stream does not say
 * @param frames how many there are; 0 where the container does not say
 * @param seconds how long they last; 0 where the container does not say
 * @param others further video streams, which are not read
 */
record VideoProbe(int index, double rateHz, long frames, double seconds, int others) {
  private static final int PATIENCE_S = 15;

  /** A shorter gap at the end is no loss: containers round. */
  private static final double SHORT_S = 0.5;

  static VideoProbe of(DeviceUri device, String input, List<String> options)
      throws DeviceException {
    List<String> command = new ArrayList<>(List.of("ffprobe", "-v", "error"));
    command.addAll(options);
    command.addAll(
        List.of(
            "-select_streams",
            "v",
            "-show_entries",
            "stream=index,avg_frame_rate,r_frame_rate,nb_frames,duration:stream_disposition",
            "-of",
            "compact=p=0",
            input));
    Process process;
    try {
      process = new ProcessBuilder(command).start();
    } catch (IOException e) {
      throw new DeviceException(
          device.text(),
          device.hide("needs ffmpeg and ffprobe on the PATH: " + e.getMessage()),
          true);
    }
    try {
      CompletableFuture<String> words =
          CompletableFuture.supplyAsync(() -> all(process.getErrorStream()));
      CompletableFuture<String> said =
          CompletableFuture.supplyAsync(() -> all(process.getInputStream()));
      if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
        throw new DeviceException(device.text(), "no answer within " + PATIENCE_S + " s", true);
      }
      VideoProbe probe = choose(said.join());
      if (probe == null) {
        throw new DeviceException(
            device.text(), device.hide("no video stream: " + words.join().strip()), true);
      }
      return probe;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeviceException(device.text(), "interrupted while opening", true);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String all(java.io.InputStream in) {
    try (in) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // it was ended
    }
  }

  /** Of lines like {@code index=0|avg_frame_rate=25/1|disposition:default=1}. */
  private static @Nullable VideoProbe choose(String lines) {
    @Nullable Map<String, String> chosen = null;
    Set<String> seen = new HashSet<>(); // those of a program are listed twice
    for (String line : lines.lines().toList()) {
      Map<String, String> stream = new HashMap<>();
      for (String field : line.strip().split("\\|", -1)) {
        int is = field.indexOf('=');
        if (is > 0) {
          stream.put(field.substring(0, is), field.substring(is + 1));
        }
      }
      if (stream.containsKey("index") && !isSet(stream, "attached_pic")) {
        seen.add(stream.getOrDefault("index", ""));
        if (chosen == null || (isSet(stream, "default") && !isSet(chosen, "default"))) {
          chosen = stream;
        }
      }
    }
    if (chosen == null) {
      return null;
    }
    double rate = rate(chosen.getOrDefault("avg_frame_rate", ""));
    return new VideoProbe(
        (int) number(chosen, "index"),
        rate > 0 && rate <= 240 ? rate : 25,
        (long) number(chosen, "nb_frames"),
        number(chosen, "duration"),
        seen.size() - 1);
  }

  private static boolean isSet(Map<String, String> stream, String disposition) {
    return "1".equals(stream.get("disposition:" + disposition));
  }

  private static double number(Map<String, String> stream, String key) {
    String text = stream.getOrDefault(key, "");
    return text.matches("\\d+(\\.\\d+)?") ? Double.parseDouble(text) : 0;
  }

  private static double rate(String fraction) {
    String[] parts = fraction.split("/", -1);
    try {
      double rate = Double.parseDouble(parts[0]) / Double.parseDouble(parts[parts.length - 1]);
      return Double.isFinite(rate) ? rate : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** True if a recording has fewer frames than its container states, and is too short. */
  boolean lacks(long read, long lastNanos) {
    return frames > 0
        && read < frames
        && (seconds == 0 || seconds - lastNanos / 1e9 - 1 / rateHz > Math.max(SHORT_S, 2 / rateHz));
  }
}
