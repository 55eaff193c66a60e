package org.outrider.agent.unit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;

/** Whole units that watch the simulated street, for tests of what their first read says. */
public final class StreetUnit {
  private StreetUnit() {}

  /** A configuration; tables that every unit has are in it. */
  public static String config(String id, String deployment, String rest) {
    return """
    [unit]
    agency = "CT0000000"
    id = "%s"
    deployment = "%s"
    [[camera]]
    id = "front"
    uri = "sim:street?vehicles=400&fps=5&seed=3"
    [gnss]
    uri = "fixed:41.17,-73.48"
    %s
    """
        .formatted(id, deployment, rest);
  }

  /** Starts a unit that keeps what it has in a folder of its own. */
  public static AgentUnit start(String config, Path folder, Path models) throws Exception {
    Devices devices = new Devices();
    AgentUnit unit =
        new AgentUnit(
            ConfigReader.parse("test", config, folder, devices),
            models,
            devices,
            new SystemClock(),
            false);
    unit.start();
    return unit;
  }

  /** Waits for its first read. */
  public static JsonNode firstRead(AgentUnit unit) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (unit.store().waiting(OutboxLane.READ, 1).isEmpty()) {
      assertTrue(System.nanoTime() < end, "a read");
      LockSupport.parkNanos(50_000_000);
      unit.store().flush().join();
    }
    return new ObjectMapper()
        .readTree(unit.store().body(unit.store().waiting(OutboxLane.READ, 1).getFirst()));
  }
}
