package org.outrider.agent.base.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    health.raise("UPLINK_DOWN", "uplink", "no route");
    assertEquals(14, told().size());
    health.raise("CAMERA_LOST", "front", "unplugged");
    assertEquals(List.of(true, false, true, false), told());
    health.clear("CAMERA_LOST", "front");
    health.clear("UPLINK_DOWN", "uplink");
    assertEquals(List.of(true, false), told());
  }

  @Test
  void eachFaultOfTheAgentHasItsCode() throws Exception {
    Set<String> other = new TreeSet<>();
    Set<LedCode> used = new TreeSet<>();
    for (String code : codes()) {
      LedCode led = LedCode.of(List.of(new Fault(code, "x", "y")));
      used.add(led);
      if (led == LedCode.OTHER) {
        other.add(code);
      }
    }
    assertEquals(7, used.size(), used.toString());
    assertEquals(
        Set.of(
            "BEAT_HIT_REFUSED",
            "INVENTORY_FAILED",
            "LED_FAILED",
            "PART_DIFFERS",
            "PROFILE_WAITS",
            "USERS_REFUSED"),
        other);
  }

  @Test
  void theGuideNamesEachCode() throws Exception {
    String guide = Files.readString(Path.of("..", "docs", "maintenance.md"));
    for (LedCode code : LedCode.values()) {
      String row = "| %d | %s |".formatted(code.blinks(), code.words());
      assertTrue(guide.contains(row), row);
    }
  }

  /** The codes that stand in the sources. */
  private static Set<String> codes() throws IOException {
    Set<String> out = new TreeSet<>();
    Pattern raised = Pattern.compile("(?:raise\\(|FAULT = )\\s*\"([A-Z]+_[A-Z_]+)\"");
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source :
          new ArrayList<>(sources.filter(f -> f.toString().endsWith(".java")).toList())) {
        Matcher m = raised.matcher(Files.readString(source));
        while (m.find()) {
          out.add(m.group(1));
        }
      }
    }
    return out;
  }
}
