package org.outrider.hal.clock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What chrony says of itself, as a helper service writes it into a file for those who may not ask
 * the kernel: one line of {@code chronyc -c tracking} (chronyc(1), "Time sources"): reference id
 * and name, stratum, time of the last update, offset, two more, ..., root delay and dispersion at
 * the 11th and 12th place in seconds, and the leap status last.
 */
final class ChronyTracking {
  /** Written every ten seconds. */
  private static final Duration FRESH = Duration.ofSeconds(60);

  private static final int FIELDS = 14;
  private static final int NAME = 1;
  private static final int OFFSET = 4;
  private static final int ROOT_DELAY = 10;
  private static final int ROOT_DISPERSION = 11;
  private static final int LEAP = 13;

  private ChronyTracking() {}

  /** Empty where no such file is, or it is old or not as expected. */
  static Optional<ClockQuality> quality(Path file, Instant now) {
    try {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(FRESH))) {
        return Optional.empty();
      }
      String[] fields = Files.readString(file).strip().split(",", -1);
      if (fields.length != FIELDS) {
        return Optional.empty();
      }
      if (fields[LEAP].equals("Not synchronised")) {
        return Optional.of(ClockQuality.unsynced());
      }
      // the bound that RFC 5905 calls root distance, and the offset that is still to be slewed
      double errorS =
          Math.abs(Double.parseDouble(fields[OFFSET]))
              + Double.parseDouble(fields[ROOT_DELAY]) / 2
              + Double.parseDouble(fields[ROOT_DISPERSION]);
      boolean isLocal = fields[NAME].matches("GNSS|GPS|NMEA|PPS");
      return Optional.of(
          new ClockQuality(
              isLocal ? ClockQuality.Source.GNSS : ClockQuality.Source.NTP,
              Duration.ofNanos((long) (errorS * 1e9)),
              true));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
