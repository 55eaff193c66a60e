package org.outrider.agent.base.health;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LimitsTest {
  @Test
  void aDiskIsLowBelow500MiB() {
    assertFalse(Limits.isDiskLow(500L << 20));
    assertTrue(Limits.isDiskLow((500L << 20) - 1));
  }

  @Test
  void moreThanAThousandRecordsAreABacklog() {
    assertFalse(Limits.isBacklog(1_000));
    assertTrue(Limits.isBacklog(1_001));
  }
}
