package org.outrider.hal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.hal.RealPart;
import org.outrider.hal.driver.systemd.SystemdNotify;
import org.outrider.hal.service.ServiceManager;

class SystemdNotifyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void aListenerOutsideHearsReadyAliveAndStopping() throws Exception {
    Path socat = RealPart.require("socat");
    Path heard = folder.resolve("heard");
    for (String name :
        new String[] {
          folder.resolve("notify").toString(), "@outrider-test-" + ProcessHandle.current().pid()
        }) {
      String address =
          name.startsWith("@") ? "ABSTRACT-RECV:" + name.substring(1) : "UNIX-RECV:" + name;
      Files.deleteIfExists(heard);
      Process listener =
          new ProcessBuilder(socat.toString(), "-u", address, "OPEN:" + heard + ",creat,append")
              .redirectErrorStream(true)
              .start();
      try {
        Waiting.until(PATIENCE, () -> Files.exists(heard));
        try (ServiceManager systemd =
            SystemdNotify.of(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "30000000"))
                .orElseThrow()) {
          assertEquals(Optional.of(Duration.ofSeconds(30)), systemd.patience());
          systemd.ready("reads\nplates");
          systemd.alive("1 camera");
          systemd.stopping();
        }
        String expected = "READY=1\nSTATUS=reads platesWATCHDOG=1\nSTATUS=1 cameraSTOPPING=1";
        Waiting.until(PATIENCE, () -> Files.readString(heard).length() >= expected.length());
        assertEquals(expected, Files.readString(heard));
      } finally {
        listener.destroy();
        listener.waitFor();
      }
    }
  }

  @Test
  void withoutAServiceManagerOrWithAWrongOneNothingHappens() {
    assertEquals(Optional.empty(), SystemdNotify.of(Map.of()));
    assertEquals(Optional.empty(), SystemdNotify.of(Map.of("NOTIFY_SOCKET", "notify")));
    assertEquals(
        Optional.empty(), SystemdNotify.of(Map.of("NOTIFY_SOCKET", "/" + "x".repeat(200))));
    try (ServiceManager gone =
        SystemdNotify.of(Map.of("NOTIFY_SOCKET", folder.resolve("gone").toString()))
            .orElseThrow()) {
      gone.ready("nobody listens");
      assertEquals(Optional.empty(), gone.patience());
    }
    try (ServiceManager other =
        SystemdNotify.of(
                Map.of("NOTIFY_SOCKET", "/x", "WATCHDOG_USEC", "1000000", "WATCHDOG_PID", "1"))
            .orElseThrow()) {
      assertEquals(Optional.empty(), other.patience(), "meant for another process");
    }
  }
}
