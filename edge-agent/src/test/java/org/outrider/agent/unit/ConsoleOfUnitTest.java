package org.outrider.agent.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.FaultGroup;
import org.outrider.agent.base.health.Limits;
import org.outrider.agent.console.Status;
import org.outrider.agent.console.Status.Lamp;
import org.outrider.agent.console.Status.Level;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.reading.capture.Duty;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.sim.ManualClock;
import org.outrider.hal.spi.Devices;

/** The status strip of a unit that has faults; the unit is built and never started. */
class ConsoleOfUnitTest {
  @TempDir Path folder;
  private final Devices devices = new Devices();

  private AgentUnit unit() throws Exception {
    return unit(new SystemClock());
  }

  private AgentUnit unit(UnitClock clock) throws Exception {
    return new AgentUnit(
        ConfigReader.parse(
            "test",
            """
            [unit]
            agency = "TEST00000"
            id = "pole-3"
            [[camera]]
            id = "front"
            uri = "sim:parked?plates=GXY1284&seconds=4&fps=5"
            [[camera]]
            id = "rear"
            uri = "sim:parked?plates=KRV9014&seconds=4&fps=5"
            [gnss]
            uri = "fixed:41.14,-73.49"
            """,
            folder,
            devices),
        Path.of("..", "models"),
        devices,
        clock,
        true);
  }

  private static Lamp lamp(AgentUnit unit, String name) {
    return unit.desk().status().lamps().stream()
        .filter(l -> l.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Tag("INV-05")
  void aCameraWhoseFramesCannotBeReadIsRedOnTheStripAndTheOtherIsNot() throws Exception {
    try (AgentUnit unit = unit()) {
      Lamp rear = lamp(unit, "Camera rear");
      unit.health().raise(FaultCode.RECOGNIZE_FAILED, "front", "IllegalStateException");
      assertEquals(new Lamp("Camera front", "not read", Level.BAD), lamp(unit, "Camera front"));
      assertEquals(rear, lamp(unit, "Camera rear"));
      unit.health().clear(FaultCode.RECOGNIZE_FAILED, "front");
      assertEquals("Camera front", lamp(unit, "Camera front").name());
      assertTrue(lamp(unit, "Camera front").level() != Level.BAD);
    }
  }

  @Test
  @Tag("INV-05")
  void aCameraThatGivesNoFrameForFiveSecondsTurnsReadingRed() throws Exception {
    ManualClock clock = new ManualClock(Instant.parse("2026-12-01T12:00:00Z"));
    try (AgentUnit unit = unit(clock)) {
      assertEquals(new Lamp("Reading", "on", Level.GOOD), lamp(unit, "Reading"));
      clock.advance(Duration.ofSeconds(35));
      assertEquals(new Lamp("Reading", "no frame for 35 s", Level.BAD), lamp(unit, "Reading"));
      assertEquals(new Lamp("Camera rear", "no frames", Level.BAD), lamp(unit, "Camera rear"));
      unit.duty().set(Duty.State.OFF);
      assertEquals(Duration.ZERO, unit.desk().silence());
      unit.duty().set(Duty.State.ON);
      assertEquals(Duration.ZERO, unit.desk().silence(), "cameras have just begun to run");
    }
  }

  @Test
  @Tag("INV-05")
  void theHealthPageSaysWhatEachFaultMeansAndWhatToDo() throws Exception {
    try (AgentUnit unit = unit()) {
      unit.health().raise(FaultCode.DISK_LOW, "board", "12 MB free (minimum 500 MB)");
      assertTrue(
          unit.desk()
              .status()
              .faults()
              .contains(
                  new Status.Trouble(
                      "DISK_LOW",
                      "The disk is almost full.",
                      "board",
                      "12 MB free (minimum 500 MB)",
                      FaultCode.DISK_LOW.advice())));
    }
  }

  @Test
  void moreThanAThousandWaitingRecordsAreAWarningAsInTheCheckup() throws Exception {
    try (AgentUnit unit = unit()) {
      for (int i = 1; i <= Limits.MAX_WAITING; i++) {
        waits(unit, i);
      }
      unit.store().flush().join();
      assertEquals(new Lamp("Pending", "1000", Level.GOOD), lamp(unit, "Pending"));
      waits(unit, 1001);
      unit.store().flush().join();
      assertEquals(new Lamp("Pending", "1001", Level.WARNING), lamp(unit, "Pending"));
    }
  }

  private static void waits(AgentUnit unit, int day) {
    CompletableFuture<Void> _ =
        unit.store().storeReport(OutboxLane.USAGE, "day-" + day, new byte[1], "day", new byte[0]);
  }

  @Test
  void eachFaultOfACameraHasAWordForTheStrip() {
    List<String> words = new ArrayList<>();
    for (FaultCode code : FaultCode.values()) {
      var state = CameraState.of("front", List.of(new Fault(code, "front", "x")));
      assertEquals(code.group() == FaultGroup.CAMERA, state.isPresent(), code.name());
      state.ifPresent(s -> words.add(s.word()));
    }
    assertEquals(List.of("lost", "damaged", "frozen", "stuck", "not read"), words);
  }
}
