package org.outrider.workbench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.outrider.agent.hotlist.match.Confusions;

class BenchSimilarTest {
  @Test
  void aLooserDialFindsMoreMisreadPlatesAndCostsMoreFalseAlerts() throws Exception {
    try (InputStream in = getClass().getResourceAsStream("/golden/readings/drawn.jsonl.gz")) {
      BenchSimilar bench =
          new BenchSimilar(in, Map.of("AAA9999", 1.0, "999AAA", 1.0), Confusions.CLASSES);
      List<BenchSimilar.Point> curve = bench.curve(new double[] {0.3, 0.03, 0.003}, 1, 300_000);
      for (int i = 1; i < curve.size(); i++) {
        assertTrue(curve.get(i).foundPercent() > curve.get(i - 1).foundPercent(), "" + curve);
        assertTrue(curve.get(i).falseAlerts() > curve.get(i - 1).falseAlerts(), "" + curve);
      }
      assertTrue(curve.get(1).foundPercent() > 70, "" + curve);
    }
  }
}
