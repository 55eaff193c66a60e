package org.outrider.hal.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.outrider.hal.RealPart;

class KernelTimeTest {

  /** Asked in another way: by Python's view of the same structure. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void theKernelSaysTheSameToUsAsToAnotherProgram() throws Exception {
    String script =
        """
        import ctypes
        t = (ctypes.c_char * 208)()
        state = ctypes.CDLL(None).adjtimex(t)
        status = int.from_bytes(bytes(t)[40:44], 'little')
        error = int.from_bytes(bytes(t)[24:32], 'little', signed=True)
        print(state != 5 and not status & 0x40, error)
        """;
    Process asked =
        new ProcessBuilder(RealPart.require("python3").toString(), "-c", script)
            .redirectErrorStream(true)
            .start();
    String[] said =
        new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .strip()
            .split(" ");
    ClockQuality quality = KernelTime.quality().orElseThrow();
    assertEquals(said[0].equals("True"), quality.synced(), String.join(" ", said));
    if (quality.synced()) {
      Duration other = Duration.ofNanos(Long.parseLong(said[1]) * 1000);
      assertTrue(
          quality.uncertainty().minus(other).abs().compareTo(Duration.ofSeconds(1)) < 0,
          quality + " " + other);
    }
  }
}
