package org.outrider.agent.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;

/** Where nothing may be recorded, in whole units that watch the same simulated street. */
@Tag("CAP-03")
class NoCaptureTest {
  private static final String AROUND = "[\"41.1,-73.5\", \"41.2,-73.5\", \"41.2,-73.4\"]";
  private static final String ELSEWHERE = "[\"41.3,-73.5\", \"41.4,-73.5\", \"41.4,-73.4\"]";

  @TempDir Path folder;

  private static String config(String camera, String rest) {
    return """
    [unit]
    agency = "CT0000000"
    id = "car-7"
    [[camera]]
    id = "front"
    uri = "sim:street?vehicles=400&fps=5&seed=3"
    %s
    [gnss]
    uri = "fixed:41.17,-73.48"
    %s
    """
        .formatted(camera, rest);
  }

  private AgentUnit unit(String name, String text) throws Exception {
    Devices devices = new Devices();
    AgentUnit unit =
        new AgentUnit(
            ConfigReader.parse("test", text, folder.resolve(name), devices),
            Path.of("..", "models"),
            devices,
            new SystemClock(),
            false);
    unit.start();
    return unit;
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, what);
      LockSupport.parkNanos(50_000_000);
    }
  }

  private static int stored(AgentUnit unit) {
    unit.store().flush().join();
    return unit.store().waiting(OutboxLane.READ, 1000).size();
  }

  @Test
  void insideAZoneWhatPassesIsCountedAndNothingIsStored() throws Exception {
    String zone = "[[no_capture]]\nname = \"court\"\ncorners = %s\n";
    try (AgentUnit inside = unit("in", config("", zone.formatted(AROUND)));
        AgentUnit outside = unit("out", config("", zone.formatted(ELSEWHERE)))) {
      await("reads outside", () -> stored(outside) >= 2);
      await("passes inside", () -> inside.health().counted("reads.in_no_capture_zone") >= 2);
      assertEquals(0, stored(inside));
      assertEquals(0, outside.health().counted("reads.in_no_capture_zone"));
    }
  }

  @Test
  void whatLiesUnderAMaskIsSeenByNobody() throws Exception {
    try (AgentUnit masked = unit("masked", config("masks = [\"0,0,1,1\"]", ""));
        AgentUnit plain = unit("plain", config("masks = [\"0,0,0.05,0.05\"]", ""))) {
      await("reads of the other", () -> stored(plain) >= 2);
      await("frames", () -> masked.health().counted("frame.read") >= 20);
      assertEquals(0, stored(masked));
    }
  }

  @Test
  void whatIsNoZoneAndNoMaskIsNamed() {
    String text =
        config(
            "masks = [\"0.5,0,0.2,1\", \"a\"]",
            "[[no_capture]]\nname = \"x\"\ncorners = [\"91,0\", \"1,2,3\", \"41,-73\"]\n");
    String problems =
        assertThrows(
                ConfigException.class, () -> ConfigReader.parse("t", text, folder, new Devices()))
            .getMessage();
    for (String named :
        new String[] {
          "masks = 0.5,0,0.2,1,",
          "masks = a,",
          "corners = 91,0,",
          "corners = 1,2,3,",
          "three corners or more"
        }) {
      assertTrue(problems.contains(named), problems);
    }
  }
}
