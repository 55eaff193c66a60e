package org.outrider.agent.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchMemoryTest {
  @TempDir Path folder;

  private static List<Double> hour(double thenMb, double laterMb) {
    List<Double> minutes = new ArrayList<>(Collections.nCopies(9, 300.0));
    minutes.add(thenMb);
    minutes.addAll(Collections.nCopies(50, laterMb));
    return minutes;
  }

  @Test
  void growthCountsFromTheTenthMinute() {
    BenchMemory.Verdict verdict = BenchMemory.Verdict.of(hour(400, 419));
    assertEquals(10, verdict.settledMinute());
    assertEquals(0.0475, verdict.growth(), 1e-9);
    assertTrue(verdict.isGood());
    assertFalse(BenchMemory.Verdict.of(hour(400, 420)).isGood());
  }

  @Test
  void moreThanTheLimitIsNotGoodEvenWithoutGrowth() {
    assertTrue(BenchMemory.Verdict.of(hour(450, 450)).isGood());
    assertFalse(BenchMemory.Verdict.of(hour(450.1, 450.1)).isGood());
  }

  @Test
  void aTrialIsJudgedFromHalfItsTime() {
    assertEquals(1, BenchMemory.Verdict.of(List.of(300.0)).settledMinute());
    assertEquals(2, BenchMemory.Verdict.of(List.of(300.0, 310.0, 320.0)).settledMinute());
    assertEquals(320, BenchMemory.Verdict.of(List.of(300.0, 310.0, 320.0)).highestMb());
  }

  @Test
  void thePlotShowsEachMinuteAndTheLimit() throws Exception {
    Path file = folder.resolve("memory.svg");
    MemoryPlot.write(file, List.of(100.0, 200.0), 450);
    String svg = Files.readString(file);
    assertTrue(svg.contains("360.0,244.0 660.0,188.0"), svg);
    assertTrue(svg.contains("limit 450 MB"), svg);
  }
}
