package org.outrider.hal.gnss;

import java.util.regex.Pattern;

/**
 * The fields of one NMEA 0183 sentence whose checksum is right. Each reading of a field throws
 * {@link IllegalArgumentException} with what was expected.
 */
final class NmeaSentence {
  private static final int DAY_MS = 86_400_000;
  private static final Pattern TIME = Pattern.compile("\\d{6}(\\.\\d*)?");
  private static final Pattern ANGLE = Pattern.compile("\\d{4,5}(\\.\\d*)?");
  private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)");

  private final String[] fields;

  private NmeaSentence(String[] fields) {
    this.fields = fields;
  }

  /**
   * Checks a sentence.
   *
   * @throws IllegalArgumentException where it has no checksum or a wrong one
   */
  static NmeaSentence of(String text) {
    int star = text.length() - 3;
    if (star < 1 || text.charAt(star) != '*') {
      throw new IllegalArgumentException("no NMEA sentence: expected $...*hh");
    }
    int sum = 0;
    for (int i = 1; i < star; i++) {
      sum ^= text.charAt(i);
    }
    String expected = "%02X".formatted(sum);
    String got = text.substring(star + 1);
    if (!expected.equalsIgnoreCase(got)) {
      throw new IllegalArgumentException("checksum " + got + ", expected " + expected);
    }
    return new NmeaSentence(text.substring(1, star).split(",", -1));
  }

  /** The type without the talker; the whole name where a maker defined the sentence. */
  String type() {
    String name = fields[0];
    return name.length() < 5 || name.startsWith("P") ? name : name.substring(name.length() - 3);
  }

  String name() {
    return fields[0];
  }

  /** Presence of a field, 1 for the first behind the name. */
  boolean has(int field) {
    return field < fields.length && !fields[field].isEmpty();
  }

  String text(int field) {
    if (field >= fields.length) {
      throw new IllegalArgumentException(
          "number of fields %d, expected more than %d".formatted(fields.length - 1, field - 1));
    }
    return fields[field];
  }

  /** The number of a field; NaN where it is empty or the receiver says so. */
  double number(int field) {
    String text = text(field);
    if (text.isEmpty() || text.equalsIgnoreCase("nan")) {
      return Double.NaN;
    }
    if (!NUMBER.matcher(text).matches()) {
      throw new IllegalArgumentException("\"" + text + "\", expected a number");
    }
    return Double.parseDouble(text);
  }

  /** Time of day in milliseconds; 86 400 000 and more within a leap second. */
  int timeMs(int field) {
    String text = text(field);
    if (!TIME.matcher(text).matches()) {
      throw new IllegalArgumentException("time \"" + text + "\", expected hhmmss.ss");
    }
    int hours = Integer.parseInt(text.substring(0, 2));
    int minutes = Integer.parseInt(text.substring(2, 4));
    int ms = (int) Math.round(Double.parseDouble(text.substring(4)) * 1000);
    int day = (hours * 60 + minutes) * 60_000 + ms;
    if (hours > 23 || minutes > 59 || ms >= 61_000 || (ms >= 60_000 && day < DAY_MS)) {
      throw new IllegalArgumentException("time \"" + text + "\", expected a time of day");
    }
    return day;
  }

  /** Latitude of this field and its hemisphere in the next, degrees. */
  double latitude(int field) {
    return degrees(field, 2, 90, "N", "S");
  }

  /** Longitude of this field and its hemisphere in the next, degrees. */
  double longitude(int field) {
    return degrees(field, 3, 180, "E", "W");
  }

  private double degrees(int field, int digits, int most, String positive, String negative) {
    String value = text(field);
    String side = text(field + 1);
    if (!side.equals(positive) && !side.equals(negative)) {
      throw new IllegalArgumentException(
          "hemisphere \"" + side + "\", expected " + positive + " or " + negative);
    }
    if (!ANGLE.matcher(value).matches() || value.length() < digits + 2) {
      throw new IllegalArgumentException(
          "angle \"" + value + "\", expected " + "d".repeat(digits) + "mm.mmmm");
    }
    double minutes = Double.parseDouble(value.substring(digits));
    double deg = Integer.parseInt(value.substring(0, digits)) + minutes / 60;
    if (minutes >= 60 || deg > most) {
      throw new IllegalArgumentException(
          "angle \"%s\", expected minutes below 60 and at most %d degrees".formatted(value, most));
    }
    return side.equals(positive) ? deg : -deg;
  }
}
