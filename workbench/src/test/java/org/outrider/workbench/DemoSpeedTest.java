package org.outrider.workbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoSpeedTest {
  @Test
  void aSlowMachineGetsASlowerCameraAndAFastOneTheUsual() throws Exception {
    assertEquals(7, DemoSpeed.of(10).cameraHz());
    assertTrue(DemoSpeed.of(10).isSlowed());
    assertEquals(3, DemoSpeed.of(0.5).cameraHz());
    assertEquals(25, DemoSpeed.of(90).cameraHz());
    assertFalse(DemoSpeed.of(90).isSlowed());
    assertTrue(DemoSpeed.measured(Path.of("../models"), "day").readHz() > 0);
  }
}
