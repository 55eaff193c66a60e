package org.outrider.hal.driver.video;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.outrider.hal.DeviceException;

/**
 * Size and rate of a video as ffprobe sees it.
 *
 * @param rateHz frames per second; 25 where the stream does not say
 */
record VideoProbe(int widthPx, int heightPx, double rateHz) {
  private static final Pattern LINE = Pattern.compile("(\\d+),(\\d+),(\\d+)/(\\d+)");
  private static final int PATIENCE_S = 15;

  static VideoProbe of(String device, String input, List<String> options) throws DeviceException {
    List<String> command = new ArrayList<>(List.of("ffprobe", "-v", "error"));
    command.addAll(options);
    command.addAll(
        List.of(
            "-select_streams",
            "v:0",
            "-show_entries",
            "stream=width,height,r_frame_rate",
            "-of",
            "csv=p=0",
            input));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new DeviceException(device, "no answer within " + PATIENCE_S + " s", true);
      }
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      Matcher m = LINE.matcher(said);
      if (!m.find()) {
        throw new DeviceException(device, "no video stream: " + said, true);
      }
      double den = Double.parseDouble(m.group(4));
      double rate = den > 0 ? Double.parseDouble(m.group(3)) / den : 0;
      return new VideoProbe(
          Integer.parseInt(m.group(1)),
          Integer.parseInt(m.group(2)),
          rate >= 1 && rate <= 240 ? rate : 25);
    } catch (IOException e) {
      throw new DeviceException(
          device, "needs ffmpeg and ffprobe on the PATH: " + e.getMessage(), true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeviceException(device, "interrupted while opening", true);
    }
  }
}
