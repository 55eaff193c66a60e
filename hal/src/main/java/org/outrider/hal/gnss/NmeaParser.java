package org.outrider.hal.gnss;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outrider.hal.clock.UnitClock;

/**
 * Turns NMEA 0183 sentences of any talker into events. RMC gives position, speed and date; GGA, GSA
 * and GST of the same UTC second add quality; ZDA gives the four-digit year.
 *
 * <p>Refused as a position: status V, GGA quality 0 (none), 7 (manual) and 8 (simulation), RMC mode
 * N, and any date before {@link #EARLIEST}, which a week roll-over or a cold receiver gives.
 * Sentences without a checksum are refused.
 */
public final class NmeaParser {
  /** No fix can be older than the firmware. */
  public static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

  private static final double MPS_PER_KNOT = 0.514444;
  private static final int LONGEST = 100;

  private final UnitClock clock;
  private String ggaTime = "";
  private int ggaQuality = -1;
  private double altitudeM = Double.NaN;
  private double hdop = Double.NaN;
  private String gstTime = "";
  private double accuracyM = Double.NaN;
  private int mode = 2;
  private int century = 2000;

  public NmeaParser(UnitClock clock) {
    this.clock = clock;
  }

  /**
   * Takes one line.
   *
   * @return the event it completes; empty for a sentence that only adds to a later one or is not
   *     used
   */
  public Optional<GnssEvent> accept(String line) {
    String text = line.strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String wrong = check(text);
    if (wrong != null) {
      return Optional.of(new GnssEvent.Refused(wrong));
    }
    String[] f = text.substring(1, text.length() - 3).split(",", -1);
    if (f[0].length() < 5 || f[0].startsWith("P")) {
      return Optional.empty();
    }
    try {
      return switch (f[0].substring(f[0].length() - 3)) {
        case "RMC" -> rmc(f);
        case "GGA" -> gga(f);
        case "GSA" -> gsa(f);
        case "GST" -> gst(f);
        case "ZDA" -> zda(f);
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException
        | ArrayIndexOutOfBoundsException
        | StringIndexOutOfBoundsException
        | DateTimeException e) {
      return Optional.of(new GnssEvent.Refused(f[0] + " sentence malformed: " + e.getMessage()));
    }
  }

  private static @Nullable String check(String text) {
    int star = text.length() - 3;
    if (text.length() > LONGEST || text.charAt(0) != '$' || star < 1 || text.charAt(star) != '*') {
      return "no NMEA sentence: expected $...*hh, at most " + LONGEST + " characters";
    }
    int sum = 0;
    for (int i = 1; i < star; i++) {
      sum ^= text.charAt(i);
    }
    String expected = "%02X".formatted(sum);
    String got = text.substring(star + 1);
    return expected.equalsIgnoreCase(got) ? null : "checksum " + got + ", expected " + expected;
  }

  private Optional<GnssEvent> gga(String[] f) {
    ggaTime = f[1];
    ggaQuality = f[6].isEmpty() ? 0 : Integer.parseInt(f[6]);
    hdop = number(f[8]);
    altitudeM = number(f[9]);
    return Optional.empty();
  }

  private Optional<GnssEvent> gsa(String[] f) {
    mode = f[2].isEmpty() ? 1 : Integer.parseInt(f[2]);
    return Optional.empty();
  }

  private Optional<GnssEvent> gst(String[] f) {
    gstTime = f[1];
    accuracyM = 2 * Math.hypot(number(f[6]), number(f[7]));
    return Optional.empty();
  }

  private Optional<GnssEvent> zda(String[] f) {
    int year = Integer.parseInt(f[4]);
    century = year - year % 100;
    return Optional.empty();
  }

  private Optional<GnssEvent> rmc(String[] f) {
    if (!f[2].equals("A")) {
      return searching("status " + f[2]);
    }
    if (f.length > 12 && (f[12].equals("N") || f[12].equals("S") || f[12].equals("M"))) {
      return searching("positioning mode " + f[12]);
    }
    boolean sameSecond = f[1].equals(ggaTime);
    if (sameSecond && (ggaQuality == 0 || ggaQuality == 7 || ggaQuality == 8)) {
      return searching("fix quality " + ggaQuality);
    }
    LocalDate date =
        LocalDate.of(
            century + Integer.parseInt(f[9].substring(4, 6)),
            Integer.parseInt(f[9].substring(2, 4)),
            Integer.parseInt(f[9].substring(0, 2)));
    double seconds = Double.parseDouble(f[1].substring(4));
    LocalTime time =
        LocalTime.of(
            Integer.parseInt(f[1].substring(0, 2)),
            Integer.parseInt(f[1].substring(2, 4)),
            (int) seconds % 60,
            (int) Math.round((seconds - (int) seconds) * 1e9));
    Instant utc = date.atTime(time).toInstant(ZoneOffset.UTC);
    if (utc.isBefore(EARLIEST)) {
      return searching("time " + utc + " before " + EARLIEST + ", which no fix can be");
    }
    double latitude = degrees(f[3], 2, f[4], "N", "S");
    double longitude = degrees(f[5], 3, f[6], "E", "W");
    Fix fix =
        new Fix(
            clock.monotonicNanos(),
            utc,
            latitude,
            longitude,
            sameSecond ? altitudeM : Double.NaN,
            number(f[7]) * MPS_PER_KNOT,
            number(f[8]),
            f[1].equals(gstTime) ? accuracyM : Double.NaN,
            sameSecond ? hdop : Double.NaN,
            mode >= 3 ? 3 : 2,
            Fix.Source.GNSS);
    return Optional.of(new GnssEvent.Fixed(fix));
  }

  private static Optional<GnssEvent> searching(String cause) {
    return Optional.of(new GnssEvent.Searching(cause));
  }

  private static double degrees(
      String value, int digits, String side, String positive, String negative) {
    if (!side.equals(positive) && !side.equals(negative)) {
      throw new NumberFormatException(
          "hemisphere \"" + side + "\", expected " + positive + " or " + negative);
    }
    double deg = Integer.parseInt(value.substring(0, digits));
    deg += Double.parseDouble(value.substring(digits)) / 60;
    return side.equals(positive) ? deg : -deg;
  }

  private static double number(String text) {
    return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
  }
}
