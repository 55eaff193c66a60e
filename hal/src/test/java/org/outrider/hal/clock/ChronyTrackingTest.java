package org.outrider.hal.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChronyTrackingTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  @TempDir Path folder;

  private Optional<ClockQuality> of(String line, Instant written) throws Exception {
    Path file = folder.resolve("tracking");
    Files.writeString(file, line + "\n");
    Files.setLastModifiedTime(file, FileTime.from(written));
    return ChronyTracking.quality(file, NOW);
  }

  @Test
  void aFollowedReceiverIsToldWithItsBound() throws Exception {
    ClockQuality gnss =
        of(
                "474E5353,GNSS,1,1795694400.1,-0.000100,0.0,0.0,-5.1,0.0,0.1,0.002000,0.000300,16.0,"
                    + "Normal",
                NOW.minusSeconds(9))
            .orElseThrow();
    assertEquals(
        new ClockQuality(ClockQuality.Source.GNSS, Duration.ofNanos(1_400_000), true), gnss);
    assertEquals(
        ClockQuality.Source.NTP,
        of("0A000001,ntp.agency.example,3,1.0,0,0,0,0,0,0,0.01,0.02,64.0,Normal", NOW)
            .orElseThrow()
            .source());
  }

  @Test
  void whatIsOldNotFollowedOrNotUnderstoodIsNotTrusted() throws Exception {
    String lost = "00000000,,0,0.0,0,0,0,0,0,0,1.0,1.0,0.0,Not synchronised";
    assertFalse(of(lost, NOW).orElseThrow().synced());
    assertEquals(Optional.empty(), of(lost, NOW.minusSeconds(61)));
    assertEquals(Optional.empty(), of("506 Cannot talk to daemon", NOW));
    assertEquals(Optional.empty(), of("a,b,c,d,e,f,g,h,i,j,k,l,m,Normal", NOW));
    assertEquals(Optional.empty(), ChronyTracking.quality(folder.resolve("none"), NOW));
  }
}
