package org.outrider.agent.base.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.sim.ManualClock;
import org.outrider.hal.sim.SimLight;
import org.outrider.hal.spi.Devices;

class StatusLedTest {
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T12:00:00Z"));
  private final Health health = new Health();

  private List<Boolean> told() throws Exception {
    SimLight light = new SimLight();
    AtomicBoolean isTold = new AtomicBoolean();
    Thread time =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!isTold.get()) {
                    clock.advance(Duration.ofMillis(50));
                    Thread.yield();
                  }
                });
    new StatusLed(DeviceUri.parse("sim:none"), new Devices(), health, clock).tell(light);
    isTold.set(true);
    time.join();
    return light.switched();
  }

  @Test
  void theLampBlinksOnceWhenAllIsWellAndByTheWorstTroubleElse() throws Exception {
    assertEquals(List.of(true, false), told());
    health.raise(FaultCode.UPLINK_DOWN, "uplink", "no route");
    assertEquals(14, told().size());
    health.raise(FaultCode.CAMERA_LOST, "front", "unplugged");
    assertEquals(List.of(true, false, true, false), told());
    health.clear(FaultCode.CAMERA_LOST, "front");
    health.clear(FaultCode.UPLINK_DOWN, "uplink");
    assertEquals(List.of(true, false), told());
  }

  @Test
  void framesThatCannotBeReadBlinkAsACamera() throws Exception {
    health.raise(FaultCode.UPLINK_DOWN, "uplink", "no route");
    health.raise(FaultCode.RECOGNIZE_FAILED, "front", "the model fails");
    assertEquals(4, told().size(), "2 blinks");
  }

  @Test
  void everyGroupHasAPatternAndEveryPatternAGroup() {
    Map<FaultGroup, Integer> blinks = new EnumMap<>(FaultGroup.class);
    for (FaultGroup group : FaultGroup.values()) {
      blinks.put(group, LedCode.of(group).blinks());
    }
    assertEquals(
        "{CAMERA=2, MODEL=2, ALERT=3, STORE=4, LIST=5, PLACE=6, CENTRAL=7, UNIT=8}",
        blinks.toString());
    assertEquals(
        LedCode.values().length,
        Stream.of(LedCode.values()).map(LedCode::blinks).distinct().count());
  }

  @Test
  void storageAndSessionFaultsBlinkAsWhatTheyConcern() {
    assertEquals(LedCode.STORE, shown(FaultCode.DISK_LOW));
    assertEquals(LedCode.STORE, shown(FaultCode.STORAGE_WORN));
    assertEquals(LedCode.CENTRAL, shown(FaultCode.SESSION_NOT_RECONCILED));
  }

  private static LedCode shown(FaultCode code) {
    return LedCode.of(List.of(new Fault(code, "x", "y")));
  }

  @Test
  void theGuideNamesEachCode() throws Exception {
    String guide = Files.readString(Path.of("..", "docs", "maintenance.md"));
    for (LedCode code : LedCode.values()) {
      String row = "| %d | %s |".formatted(code.blinks(), code.words());
      assertTrue(guide.contains(row), row);
    }
  }
}
