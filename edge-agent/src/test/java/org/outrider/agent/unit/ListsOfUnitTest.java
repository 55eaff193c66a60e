package org.outrider.agent.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.hotlist.release.HotListManifest;
import org.outrider.agent.hotlist.release.ListServer;
import org.outrider.agent.hotlist.release.ReleaseBuilder;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;

/** Lists of a running unit, fetched from a real HTTPS server. */
class ListsOfUnitTest {
  @TempDir Path folder;
  private UnitFolder in;

  private void offer(int version) throws Exception {
    Path csv =
        Files.writeString(
            folder.resolve("list.csv"),
            "plate,state,category\nZZ1000%d,CT,bolo\n".formatted(version));
    SystemClock clock = new SystemClock();
    Path manifest =
        ReleaseBuilder.build(
            csv,
            new ReleaseBuilder.Order("bolo", version, null, "A", clock.utc(), null, "generic"),
            folder.resolve("release"),
            clock.utc());
    Files.writeString(manifest, HotListManifest.read(manifest).signedBy(in.key()).json());
  }

  private AgentUnit unit(ListServer server, String profile) throws Exception {
    in.users("officer");
    in.profile(profile);
    in.config();
    Path config = folder.resolve("outrider.toml");
    Files.writeString(
        config,
        Files.readString(config).replace("sim:street", "sim:street?vehicles=0")
            + """
            [console]
            port = 0
            [audit]
            key = "audit.key.pem"
            [hotlist]
            folder = "lists"
            urls = ["%s"]
            keys = "trusted"
            ca = "ca.pem"
            certificate = "unit.pem"
            key = "unit.key"
            """
                .formatted(server.url()));
    Devices devices = new Devices();
    return new AgentUnit(
        ConfigReader.read(config, devices),
        Path.of("..", "models"),
        devices,
        new SystemClock(),
        false);
  }

  private static boolean isInForce(AgentUnit unit, int version, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < end) {
      if (unit.lists().stream()
          .anyMatch(l -> l.edition().version().equals(String.valueOf(version)))) {
        return true;
      }
      LockSupport.parkNanos(20_000_000);
    }
    return false;
  }

  private void logOn(AgentUnit unit) {
    String console = "http://127.0.0.1:" + unit.consolePort().orElseThrow();
    String said =
        UnitFolder.run(
            "session",
            "open",
            "officer",
            "--password-file",
            folder.resolve("password").toString(),
            "--console",
            console,
            "--session-file",
            folder.resolve("session").toString());
    assertEquals("0 car-7: officer logged on as officer", said);
  }

  @Test
  @Tag("HL-04")
  void aLogOnAtTheConsoleBringsTheNewerListIntoForce() throws Exception {
    in = new UnitFolder(folder);
    offer(1);
    try (ListServer server = new ListServer(folder, folder.resolve("release"));
        AgentUnit unit = unit(server, "")) {
      unit.start();
      assertTrue(isInForce(unit, 1, Duration.ofSeconds(60)), "fetched at the start");
      offer(2);
      assertFalse(isInForce(unit, 2, Duration.ofSeconds(4)), "the next look is hours away");
      logOn(unit);
      assertTrue(isInForce(unit, 2, Duration.ofSeconds(60)), "fetched at the log-on");
      assertEquals(List.of(), unit.health().faults());
    }
  }

  @Test
  @Tag("HL-04")
  void aProfileMayLeaveLogOnsOutOfIt() throws Exception {
    in = new UnitFolder(folder);
    offer(1);
    try (ListServer server = new ListServer(folder, folder.resolve("release"));
        AgentUnit unit =
            unit(server, "[hotlist]\non_login = { value = false, clause = \"4\" }\n")) {
      unit.start();
      assertTrue(isInForce(unit, 1, Duration.ofSeconds(60)));
      offer(2);
      logOn(unit);
      assertFalse(isInForce(unit, 2, Duration.ofSeconds(4)), "no look at a log-on");
    }
  }
}
