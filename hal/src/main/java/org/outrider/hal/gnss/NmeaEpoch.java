package org.outrider.hal.gnss;

import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Content of the sentences of one instant, in any order. RMC, GGA, GNS and GLL give the position;
 * one of them that refuses it refuses it for all.
 */
final class NmeaEpoch {
  private static final double MPS_PER_KNOT = 0.514444;

  /** A receiver without a position gives exactly this one, and no road leads there. */
  private static final double NOWHERE_DEG = 1e-4;

  final int timeMs;
  final long nanos;
  @Nullable LocalDate rmcDate;
  @Nullable LocalDate zdaDate;
  double altitudeM = Double.NaN;
  double hdop = Double.NaN;
  double accuracyM = Double.NaN;
  double speedMps = Double.NaN;
  double headingDeg = Double.NaN;
  double latitudeDeg = Double.NaN;
  double longitudeDeg = Double.NaN;
  @Nullable String refusal;

  /**
   * @param timeMs time of day; -1 where the receiver gives none
   * @param nanos when its first sentence arrived
   */
  NmeaEpoch(int timeMs, long nanos) {
    this.timeMs = timeMs;
    this.nanos = nanos;
  }

  /** True if a sentence of it could hold a position. */
  boolean says() {
    return refusal != null || !Double.isNaN(latitudeDeg);
  }

  void rmc(NmeaSentence s) {
    if (!s.text(2).equals("A")) {
      refuse("status " + s.text(2));
      return;
    }
    mode(s, 12);
    place(s, 3, true);
    double knots = s.number(7);
    speedMps = Double.isNaN(knots) ? speedMps : knots * MPS_PER_KNOT;
    double track = s.number(8);
    headingDeg = Double.isNaN(track) ? headingDeg : track;
    String date = s.text(9);
    if (date.isEmpty()) {
      return;
    }
    if (!date.matches("\\d{6}")) {
      throw new IllegalArgumentException("date \"" + date + "\", expected ddmmyy");
    }
    rmcDate =
        date(
            FixTime.year(Integer.parseInt(date.substring(4))),
            Integer.parseInt(date.substring(2, 4)),
            Integer.parseInt(date.substring(0, 2)));
  }

  void gga(NmeaSentence s) {
    int quality = s.has(6) ? (int) s.number(6) : 0;
    if (quality == 0 || quality == 7 || quality == 8) {
      refuse("fix quality " + quality);
      return;
    }
    place(s, 2, true);
    keepHdop(s.number(8));
    altitudeM = s.number(9);
  }

  void gns(NmeaSentence s) {
    String modes = s.text(6);
    if (!s.has(2) && modes.isEmpty()) {
      return; // the further sentences of several systems
    }
    if (modes.matches("[NMS]*")) {
      refuse("positioning mode " + modes);
      return;
    }
    place(s, 2, true);
    keepHdop(s.number(8));
    double altitude = s.number(9);
    altitudeM = Double.isNaN(altitude) ? altitudeM : altitude;
  }

  void gll(NmeaSentence s) {
    if (!s.text(6).equals("A")) {
      refuse("status " + s.text(6));
      return;
    }
    mode(s, 7);
    place(s, 1, Double.isNaN(latitudeDeg));
  }

  void gst(NmeaSentence s) {
    accuracyM = 2 * Math.hypot(s.number(6), s.number(7));
  }

  void vtg(NmeaSentence s) {
    if (Double.isNaN(headingDeg)) {
      headingDeg = s.number(1);
    }
    if (Double.isNaN(speedMps) && s.has(5)) {
      speedMps = s.number(5) * MPS_PER_KNOT;
    }
  }

  void zda(NmeaSentence s) {
    if (s.has(2) && s.has(3) && s.has(4)) {
      zdaDate = date((int) s.number(4), (int) s.number(3), (int) s.number(2));
    }
  }

  void keepHdop(double value) {
    if (!Double.isNaN(value)) {
      hdop = value;
    }
  }

  private void mode(NmeaSentence s, int field) {
    if (s.has(field) && "NSM".contains(s.text(field))) {
      refuse("positioning mode " + s.text(field));
    }
  }

  private void place(NmeaSentence s, int field, boolean isKept) {
    if (!s.has(field) || !s.has(field + 2)) {
      if (Double.isNaN(latitudeDeg)) {
        refuse(s.name() + " without a position");
      }
      return;
    }
    double latitude = s.latitude(field);
    double longitude = s.longitude(field + 2);
    if (Math.abs(latitude) < NOWHERE_DEG && Math.abs(longitude) < NOWHERE_DEG) {
      refuse("position 0, 0, which receivers without a position give");
    } else if (isKept) {
      latitudeDeg = latitude;
      longitudeDeg = longitude;
    }
  }

  private void refuse(String cause) {
    if (refusal == null) {
      refusal = cause;
    }
  }

  private static LocalDate date(int year, int month, int day) {
    try {
      return LocalDate.of(year, month, day);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "date %d-%02d-%02d, expected a day of the calendar".formatted(year, month, day), e);
    }
  }
}
