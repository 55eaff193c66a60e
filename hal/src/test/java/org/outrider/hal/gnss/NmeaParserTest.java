package org.outrider.hal.gnss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outrider.hal.sim.ManualClock;

class NmeaParserTest {
  private final NmeaParser parser =
      new NmeaParser(new ManualClock(Instant.parse("2026-11-21T12:00:00Z")));

  /** A sentence with its checksum. */
  static String sentence(String body) {
    int sum = 0;
    for (int i = 0; i < body.length(); i++) {
      sum ^= body.charAt(i);
    }
    return "$" + body + "*" + "%02X".formatted(sum);
  }

  private Optional<GnssEvent> accept(String body) {
    return parser.accept(sentence(body));
  }

  private static String rmc(String talker, String status, String date, String mode) {
    return talker
        + "RMC,120000.00,"
        + status
        + ",4108.4000,N,07329.4000,W,10.0,90.0,"
        + date
        + ",,,"
        + mode;
  }

  @ParameterizedTest
  @ValueSource(strings = {"GP", "GN", "GL", "GA", "GB", "BD"})
  void everyTalkerGivesAFix(String talker) {
    Fix fix = fix(accept(rmc(talker, "A", "211126", "A")));
    assertEquals(41.14, fix.latitudeDeg(), 1e-6);
    assertEquals(-73.49, fix.longitudeDeg(), 1e-6);
    assertEquals(5.14444, fix.speedMps(), 1e-5);
    assertEquals(Instant.parse("2026-11-21T12:00:00Z"), fix.utc());
    assertEquals(Fix.Source.GNSS, fix.source());
  }

  private static Fix fix(Optional<GnssEvent> event) {
    return assertInstanceOf(GnssEvent.Fixed.class, event.orElseThrow()).fix();
  }

  @Test
  void sentencesOfOneSecondAreJoined() {
    assertTrue(accept("GNGGA,120000.00,4108.4,N,07329.4,W,4,12,0.7,31.5,M,-34,M,,").isEmpty());
    assertTrue(accept("GNGST,120000.00,1,2,1,0,3.0,4.0,5.0").isEmpty());
    assertTrue(accept("GNGSA,A,3,1,2,3,4,,,,,,,,,1.2,0.7,1.0").isEmpty());
    Fix fix = fix(accept(rmc("GN", "A", "211126", "A")));
    assertEquals(31.5, fix.altitudeM());
    assertEquals(0.7, fix.hdop());
    assertEquals(10.0, fix.accuracyM(), 1e-9);
    assertEquals(3, fix.mode());
  }

  @Test
  void qualityOfAnotherSecondIsNotUsed() {
    accept("GNGGA,115959.00,4108.4,N,07329.4,W,4,12,0.7,31.5,M,-34,M,,");
    assertTrue(Double.isNaN(fix(accept(rmc("GN", "A", "211126", "A"))).altitudeM()));
  }

  @Test
  @Tag("LOC-04")
  void statusVIsNeverAFix() {
    assertInstanceOf(
        GnssEvent.Searching.class, accept(rmc("GP", "V", "211126", "N")).orElseThrow());
  }

  @ParameterizedTest
  @Tag("LOC-04")
  @ValueSource(strings = {"0", "7", "8"})
  void noneManualAndSimulatedQualityAreNeverAFix(String quality) {
    accept("GPGGA,120000.00,4108.4,N,07329.4,W," + quality + ",12,0.7,31.5,M,-34,M,,");
    assertInstanceOf(
        GnssEvent.Searching.class, accept(rmc("GP", "A", "211126", "A")).orElseThrow());
  }

  @Test
  void simulatorModeIsNeverAFix() {
    assertInstanceOf(
        GnssEvent.Searching.class, accept(rmc("GP", "A", "211126", "S")).orElseThrow());
  }

  @Test
  void aTimeBeforeTheFirmwareIsNeverAFix() {
    GnssEvent.Searching event =
        assertInstanceOf(
            GnssEvent.Searching.class, accept(rmc("GP", "A", "070406", "A")).orElseThrow());
    assertTrue(event.cause().contains("2006-04-07T12:00:00Z"), event.cause());
  }

  @Test
  void theYear1999IsNeverAFix() {
    accept("GPZDA,120000.00,22,08,1999,00,00");
    assertInstanceOf(
        GnssEvent.Searching.class, accept(rmc("GP", "A", "220899", "A")).orElseThrow());
  }

  @Test
  void aWrongChecksumSaysWhichWasExpected() {
    String good = sentence(rmc("GP", "A", "211126", "A"));
    String bad = good.substring(0, good.length() - 2) + "00";
    GnssEvent.Refused event =
        assertInstanceOf(GnssEvent.Refused.class, parser.accept(bad).orElseThrow());
    assertEquals("checksum 00, expected " + good.substring(good.length() - 2), event.cause());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GPRMC,120000.00,A,9908.4000,N,07329.4000,W,10.0,90.0,211126,,,A",
        "GPRMC,120000.00,A,4108.4000,Q,07329.4000,W,10.0,90.0,211126,,,A",
        "GPRMC,12,A",
        "GPRMC,120000.00,A,x,N,07329.4,W,,,211126,,,A",
        "GPRMC,120000.00,A,4108.4000,N,07329.4000,W,10.0,90.0,321326,,,A",
        "GPGGA,1"
      })
  void malformedSentencesAreRefusedAndTheNextIsTaken(String body) {
    assertInstanceOf(GnssEvent.Refused.class, accept(body).orElseThrow());
    assertInstanceOf(GnssEvent.Fixed.class, accept(rmc("GP", "A", "211126", "A")).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "$", "*00", "$GPRMC", "$GPRMC*", "\u0000\u0001"})
  void noiseIsRefused(String line) {
    assertInstanceOf(GnssEvent.Refused.class, parser.accept(line).orElseThrow());
  }
}
