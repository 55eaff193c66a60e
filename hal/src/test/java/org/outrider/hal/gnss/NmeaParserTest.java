package org.outrider.hal.gnss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outrider.hal.clock.ClockQuality;
import org.outrider.hal.sim.ManualClock;

class NmeaParserTest {
  private static final String GGA = "GNGGA,120000.00,4108.4,N,07329.4,W,1,12,0.7,31.5,M,-34,M,,";
  private static final String GSA_3 = "GPGSA,A,3,1,2,3,4,,,,,,,,,1.2,0.7,1.0";
  private static final String GSA_1 = "GLGSA,A,1,,,,,,,,,,,,,,,";

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T12:00:00Z"));

  /** A sentence with its checksum. */
  static String sentence(String body) {
    int sum = 0;
    for (int i = 0; i < body.length(); i++) {
      sum ^= body.charAt(i);
    }
    return "$" + body + "*" + "%02X".formatted(sum);
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

  private static String rmc(String date) {
    return rmc("GN", "A", date, "A");
  }

  /** Everything that some sentences of a recording give. */
  private List<GnssEvent> read(String... bodies) {
    StringBuilder lines = new StringBuilder();
    for (String body : bodies) {
      lines.append(sentence(body)).append("\r\n");
    }
    return all(lines.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private List<GnssEvent> all(byte[] bytes) {
    NmeaRecording recording = new NmeaRecording(bytes, clock);
    List<GnssEvent> events = new ArrayList<>();
    for (Optional<GnssEvent> event = recording.next();
        event.isPresent();
        event = recording.next()) {
      events.add(event.get());
    }
    return events;
  }

  private static GnssEvent.Fixed fixed(List<GnssEvent> events) {
    return assertInstanceOf(GnssEvent.Fixed.class, only(events));
  }

  private static GnssEvent only(List<GnssEvent> events) {
    assertEquals(1, events.size(), events::toString);
    return events.getFirst();
  }

  private static List<Fix> fixes(List<GnssEvent> events) {
    return events.stream()
        .filter(GnssEvent.Fixed.class::isInstance)
        .map(e -> ((GnssEvent.Fixed) e).fix())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GP", "GN", "GL", "GA", "GB", "BD"})
  void everyTalkerGivesAFix(String talker) {
    Fix fix = fixed(read(rmc(talker, "A", "211126", "A"))).fix();
    assertEquals(41.14, fix.latitudeDeg(), 1e-6);
    assertEquals(-73.49, fix.longitudeDeg(), 1e-6);
    assertEquals(5.14444, fix.speedMps(), 1e-5);
    assertEquals(Instant.parse("2026-11-21T12:00:00Z"), fix.utc());
    assertEquals(Fix.Source.GNSS, fix.source());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void theOrderOfTheSentencesOfOneEpochDoesNotMatter(int turn) {
    List<String> bodies =
        new ArrayList<>(List.of(rmc("211126"), GGA, "GNGST,120000.00,1,2,1,0,3.0,4.0,5.0", GSA_3));
    java.util.Collections.rotate(bodies, turn);
    Fix fix = fixed(read(bodies.toArray(String[]::new))).fix();
    assertEquals(31.5, fix.altitudeM());
    assertEquals(0.7, fix.hdop());
    assertEquals(10.0, fix.accuracyM(), 1e-9);
    assertEquals(3, fix.mode());
    assertEquals(5.14444, fix.speedMps(), 1e-5);
  }

  @Test
  void timesOfDifferentPrecisionAreOneEpoch() {
    assertEquals(
        31.5, fixed(read(rmc("211126"), GGA.replace("120000.00", "120000"))).fix().altitudeM());
  }

  @Test
  void qualityOfAnotherSecondIsNotUsed() {
    List<Fix> fixes = fixes(read(GGA.replace("120000", "115959"), rmc("211126")));
    assertEquals(2, fixes.size());
    assertTrue(Double.isNaN(fixes.get(1).altitudeM()));
  }

  @Test
  @Tag("LOC-04")
  void statusVIsNeverAFix() {
    assertInstanceOf(GnssEvent.Searching.class, only(read(rmc("GP", "V", "211126", "N"))));
  }

  @ParameterizedTest
  @Tag("LOC-04")
  @CsvSource({"0,true", "7,true", "8,true", "0,false", "7,false", "8,false"})
  void noneManualAndSimulatedQualityAreNeverAFix(String quality, boolean isFirst) {
    String gga = GGA.replace(",W,1,", ",W," + quality + ",");
    List<GnssEvent> events = isFirst ? read(gga, rmc("211126")) : read(rmc("211126"), gga);
    assertEquals(new GnssEvent.Searching("fix quality " + quality), only(events));
  }

  @ParameterizedTest
  @ValueSource(strings = {"N", "S", "M"})
  void positioningModesWithoutAReceptionAreNeverAFix(String mode) {
    assertInstanceOf(GnssEvent.Searching.class, only(read(rmc("GP", "A", "211126", mode))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GNGGA,120000.00,4108.4,N,07329.4,W,1,12,0.7,31.5,M,-34,M,,",
        "GNGNS,120000.00,4108.4,N,07329.4,W,AAN,12,0.7,31.5,-34,,",
        "GNGLL,4108.4,N,07329.4,W,120000.00,A,A"
      })
  void aReceiverWithoutRmcGivesAPositionWithTheDateOfATrustedClockOrOfZda(String body) {
    Fix fix = fixed(read(body)).fix();
    assertEquals(41.14, fix.latitudeDeg(), 1e-6);
    assertEquals(Instant.parse("2026-11-21T12:00:00Z"), fix.utc());
    clock.quality(ClockQuality.unsynced());
    assertNull(fixed(read(body)).fix().utc());
    assertEquals(
        Instant.parse("2027-03-04T12:00:00Z"),
        fixed(read(body, "GNZDA,120000.00,04,03,2027,00,00")).fix().utc());
  }

  @Test
  void aDateFromElsewhereTakesTheDayThatIsNearest() {
    clock.stepUtc(Duration.ofHours(12).minusSeconds(1)); // 23:59:59
    Fix fix = fixed(read(GGA.replace("120000", "000001"))).fix();
    assertEquals(Instant.parse("2026-11-22T00:00:01Z"), fix.utc());
  }

  @Test
  void oneSystemOfSeveralWithThreeDimensionsIsEnough() {
    assertEquals(3, fixed(read(rmc("211126"), GGA, GSA_3, GSA_1)).fix().mode());
    assertEquals(3, fixed(read(rmc("211126"), GGA, GSA_1, GSA_3)).fix().mode());
    assertEquals(
        2, fixed(read(rmc("211126"), GGA, GSA_1, GSA_3.replace("A,3", "A,2"))).fix().mode());
  }

  @ParameterizedTest
  @CsvSource({"060180,1980-01-06", "220899,1999-08-22", "070406,2006-04-07", "150746,2046-07-15"})
  void aDateThatCannotBeIsNamedAndThePlaceIsKept(String date, String day) {
    GnssEvent.Fixed event = fixed(read(rmc(date), GGA));
    assertEquals(41.14, event.fix().latitudeDeg(), 1e-6);
    assertNull(event.fix().utc());
    String doubt = event.timeDoubt();
    assertNotNull(doubt);
    assertTrue(doubt.contains(day + "T12:00:00Z"), doubt);
  }

  @Test
  void aZdaThatCannotBeDoesNotSpoilTheDateOfRmc() {
    GnssEvent.Fixed event = fixed(read("GPZDA,120000.00,06,01,1980,00,00", rmc("211126")));
    assertEquals(Instant.parse("2026-11-21T12:00:00Z"), event.fix().utc());
    assertTrue(String.valueOf(event.timeDoubt()).contains("1980-01-06"), event::toString);
  }

  @Test
  void aLeapSecondIsAnInstant() {
    assertEquals(
        Instant.parse("2027-01-01T00:00:00.500Z"),
        fixed(read(rmc("311226").replace("120000.00", "235960.50"))).fix().utc());
  }

  @Test
  void theReceiverIsComparedWithASynchronizedClock() {
    NmeaParser live = new NmeaParser(clock, true);
    live.accept(sentence(rmc("211126")));
    live.finish();
    live.accept(sentence(rmc("241126").replace("120000", "120001")));
    live.finish();
    assertNull(assertInstanceOf(GnssEvent.Fixed.class, live.poll().orElseThrow()).timeDoubt());
    GnssEvent.Fixed late = assertInstanceOf(GnssEvent.Fixed.class, live.poll().orElseThrow());
    assertEquals(
        "time 2026-11-24T12:00:01Z, but the synchronized clock says 2026-11-21T12:00:00Z",
        late.timeDoubt());
  }

  @Test
  void aWrongChecksumSaysWhichWasExpected() {
    String good = sentence(rmc("211126"));
    String bad = good.substring(0, good.length() - 2) + "00";
    assertEquals(
        new GnssEvent.Refused("checksum 00, expected " + good.substring(good.length() - 2)),
        only(all(bad.getBytes(StandardCharsets.ISO_8859_1))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GPRMC,120000.00,A,9908.4000,N,07329.4000,W,10.0,90.0,211126,,,A",
        "GPRMC,120000.00,A,4160.0000,N,07329.4000,W,10.0,90.0,211126,,,A",
        "GPRMC,120000.00,A,4108.4000,N,07399.9999,W,10.0,90.0,211126,,,A",
        "GPRMC,120000.00,A,4108.4000,Q,07329.4000,W,10.0,90.0,211126,,,A",
        "GPRMC,120000.00,A,-108.4000,N,07329.4000,W,10.0,90.0,211126,,,A",
        "GPRMC,126000.00,A,4108.4000,N,07329.4000,W,10.0,90.0,211126,,,A",
        "GPRMC,120060.00,A,4108.4000,N,07329.4000,W,10.0,90.0,211126,,,A",
        "GPRMC,12,A",
        "GPRMC,120000.00,A,x,N,07329.4,W,,,211126,,,A",
        "GPGGA,1"
      })
  void malformedSentencesAreRefusedAndTheNextIsTaken(String body) {
    List<GnssEvent> events = read(body, rmc("GP", "A", "211126", "A").replace("120000", "120001"));
    assertInstanceOf(GnssEvent.Refused.class, events.getFirst(), events::toString);
    assertEquals(1, fixes(events).size(), events::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GPRMC,120000.00,A,0000.0000,N,00000.0000,E,0.0,0.0,211126,,,A",
        "GNGGA,120000.00,0000.0000,S,00000.0000,W,1,12,0.7,31.5,M,-34,M,,",
        "GNGLL,0000.00,N,00000.00,E,120000.00,A,A"
      })
  void thePlaceZeroZeroIsNeverAFix(String body) {
    assertInstanceOf(GnssEvent.Searching.class, only(read(body)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"hello\r\n", "$\r\n", "*00\r\n", "$GPRMC\r\n", "$GPRMC*\r\n", "\u0000\u0001"})
  void noiseIsRefused(String line) {
    assertInstanceOf(
        GnssEvent.Refused.class, only(all(line.getBytes(StandardCharsets.ISO_8859_1))));
  }

  @Test
  void sentencesAreFoundGluedDoubledTaggedAndBehindBinary() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] ubx = {(byte) 0xB5, 0x62, 1, 7, 4, 0, '$', 'G', '\n', 1, 0x55, 0x55};
    String[] before = {
      "",
      "$",
      "\\s:rx,c:1795348800*16\\",
      "",
      "$GNRMC,1200",
      "\u0000\u0001#",
      "!AIVDM,1,1,,B,1,0*23"
    };
    for (int i = 0; i < before.length; i++) {
      out.write(before[i].getBytes(StandardCharsets.ISO_8859_1));
      if (i == 3) {
        out.write(ubx);
      }
      String body = rmc("211126").replace("120000", "12000" + i);
      out.write(sentence(body).getBytes(StandardCharsets.ISO_8859_1)); // no line end
    }
    List<GnssEvent> events = all(out.toByteArray());
    assertEquals(before.length, fixes(events).size(), events::toString);
    assertEquals(
        2, // the half sentence and the three bytes of noise
        events.stream().filter(GnssEvent.Refused.class::isInstance).count(),
        events::toString);
  }

  @Test
  void bytesWithoutAnythingThatHoldsAPositionAreAState() {
    NmeaStream stream = new NmeaStream(clock);
    byte[] gsv = (sentence("GPGSV,1,1,00") + "\r\n").getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 10; i++) {
      stream.accept(gsv, gsv.length);
      assertTrue(stream.poll().isEmpty());
      clock.advance(Duration.ofSeconds(1));
    }
    clock.advance(Duration.ofMillis(1));
    assertEquals(
        new GnssEvent.NoFixSentences("no RMC, GGA, GNS or GLL sentence in 10 s, only GSV"),
        stream.poll().orElseThrow());
    byte[] noise = {1, 2, 3};
    stream.accept(noise, noise.length);
    clock.advance(Duration.ofSeconds(11));
    assertEquals(
        new GnssEvent.NoFixSentences(
            "no RMC, GGA, GNS or GLL sentence in 10 s, only 3 bytes that make no sentence: check"
                + " the baud rate"),
        stream.poll().orElseThrow());
  }

  @Test
  void aPauseEndsAnEpochUnlessTheReceiverPausesWithinIt() {
    NmeaStream stream = new NmeaStream(clock);
    send(stream, rmc("211126"));
    assertTrue(stream.poll().isEmpty());
    stream.quiet();
    assertInstanceOf(GnssEvent.Fixed.class, stream.poll().orElseThrow());
    send(stream, GGA); // of the same instant, too late
    send(stream, rmc("211126").replace("120000", "120001"));
    stream.quiet();
    assertTrue(stream.poll().isEmpty());
    send(stream, GGA.replace("120000", "120001"));
    send(stream, rmc("211126").replace("120000", "120002"));
    assertEquals(
        31.5,
        assertInstanceOf(GnssEvent.Fixed.class, stream.poll().orElseThrow()).fix().altitudeM());
  }

  private static void send(NmeaStream stream, String body) {
    byte[] bytes = (sentence(body) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    stream.accept(bytes, bytes.length);
  }
}
