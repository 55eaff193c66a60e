package org.outrider.agent.reading.position;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.ReadPosition;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.gnss.GnssEvent;
import org.outrider.hal.sim.ManualClock;
import org.outrider.hal.spi.Devices;

@Timeout(20)
class GnssLoopTest {
  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T12:00:00Z"));
  private final Health health = new Health();
  private final PositionHistory positions = new PositionHistory(Duration.ofSeconds(5));

  private static String sentence(String body) {
    int sum = 0;
    for (int i = 0; i < body.length(); i++) {
      sum ^= body.charAt(i);
    }
    return "$" + body + "*" + "%02X".formatted(sum) + "\r\n";
  }

  private static String rmc(int second, String date) {
    return sentence("GPRMC,1200%02d,A,4108.4,N,07329.4,W,1,9,%s,,,A".formatted(second % 60, date));
  }

  /** Reads a recording to its end. */
  private Set<FaultCode> read(String text) throws Exception {
    Path file = folder.resolve("drive.nmea");
    Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    GnssLoop loop =
        new GnssLoop(
            new GnssConfig(DeviceUri.parse("replay:" + file + "?pace=fast"), Duration.ofSeconds(5)),
            new Devices(),
            positions,
            health,
            clock);
    Thread thread = Thread.ofVirtual().start(loop);
    while (!codes().contains(FaultCode.GNSS_LOST)) { // said at the recording's end
      Thread.onSpinWait();
    }
    loop.stop();
    thread.interrupt();
    thread.join();
    return codes();
  }

  private Set<FaultCode> codes() {
    return health.faults().stream().map(Fault::code).collect(Collectors.toSet());
  }

  @Test
  void aReceiverThatSendsNothingWithAPositionRaisesAFaultThatAFixClears() throws Exception {
    assertTrue(read(sentence("GPGSV,1,1,00")).contains(FaultCode.GNSS_NO_FIX_SENTENCES));
    health.clear(FaultCode.GNSS_LOST, "gnss");
    assertEquals(Set.of(FaultCode.GNSS_LOST), read(rmc(0, "211126")));
  }

  @Test
  @Tag("LOC-04")
  void aDateThatCannotBeIsAFaultAndThePositionCounts() throws Exception {
    assertTrue(read(rmc(0, "060180")).contains(FaultCode.GNSS_TIME_DOUBTED));
    assertEquals(ReadPosition.Source.GNSS, positions.at(clock.monotonicNanos()).source());
    health.clear(FaultCode.GNSS_LOST, "gnss");
    assertEquals(Set.of(FaultCode.GNSS_LOST), read(rmc(0, "211126")));
  }

  @Test
  void noiseIsAFaultOnceItLastsAndSoundSentencesCountMeanwhile() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < NoiseWatch.MOST - 1; i++) {
      text.append("\u0000#").append(rmc(i, "211126"));
    }
    assertEquals(Set.of(FaultCode.GNSS_LOST), read(text.toString()));
    health.clear(FaultCode.GNSS_LOST, "gnss");
    text.append("\u0000#").append(rmc(30, "211126"));
    assertTrue(read(text.toString()).contains(FaultCode.GNSS_NOISE));
    assertEquals(ReadPosition.Source.GNSS, positions.at(clock.monotonicNanos()).source());
  }

  @Test
  void theFaultOfNoiseEndsWithAQuietWindow() {
    NoiseWatch watch = new NoiseWatch("gnss", health, clock);
    for (int i = 0; i < NoiseWatch.MOST; i++) {
      watch.saw(new GnssEvent.Refused("noise"));
    }
    assertEquals(Set.of(FaultCode.GNSS_NOISE), codes());
    for (int i = 0; i < 2; i++) {
      clock.advance(NoiseWatch.WINDOW.plusNanos(1));
      watch.saw(new GnssEvent.Searching("no sky"));
    }
    assertEquals(Set.of(), codes());
  }
}
