package org.outrider.hal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.RealPart;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.gnss.GnssEvent;
import org.outrider.hal.gnss.GnssReceiver;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;

/** A pseudo terminal pair by socat: one end is the receiver's line, the other the test's. */
class SerialGnssTest {
  private static final String RMC =
      "$GPRMC,120000.00,A,4108.4000,N,07329.4000,W,0.0,0.0,211126,,,A*4A";

  @TempDir Path folder;
  private Process socat;

  @BeforeEach
  void connect() throws Exception {
    Path program = RealPart.require("socat");
    socat =
        new ProcessBuilder(
                program.toString(),
                "pty,raw,echo=0,link=" + folder.resolve("receiver"),
                "pty,raw,echo=0,link=" + folder.resolve("test"))
            .inheritIO()
            .start();
    Waiting.until(
        Duration.ofSeconds(5),
        () -> Files.exists(folder.resolve("receiver")) && Files.exists(folder.resolve("test")));
  }

  @AfterEach
  void disconnect() throws InterruptedException {
    if (socat != null) { // a part of the machine is missing
      socat.destroyForcibly().waitFor(); // it takes its links away when it ends by itself
    }
  }

  private GnssReceiver open() throws DeviceException {
    return new Devices()
        .gnss(
            DeviceUri.parse("serial:" + folder.resolve("receiver") + "?baud=9600"),
            new HalContext("gnss", new SystemClock()));
  }

  private void send(String text) throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve("test"))) {
      out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Test
  void linesFromThePortBecomeFixes() throws Exception {
    try (GnssReceiver receiver = open()) {
      send("half a line,then\r\n" + RMC.substring(0, 20));
      send(RMC.substring(20) + "\r\n");
      assertInstanceOf(GnssEvent.Refused.class, receiver.next());
      GnssEvent.Fixed event = assertInstanceOf(GnssEvent.Fixed.class, receiver.next());
      assertEquals(41.14, event.fix().latitudeDeg(), 1e-6);
    }
  }

  @Test
  void aPulledCableIsAStateAndTheLineCanBeOpenedAgain() throws Exception {
    try (GnssReceiver receiver = open()) {
      socat.destroyForcibly().waitFor();
      assertInstanceOf(GnssEvent.Lost.class, receiver.next());
    }
    connect();
    try (GnssReceiver receiver = open()) {
      send(RMC + "\r\n");
      assertInstanceOf(GnssEvent.Fixed.class, receiver.next());
    }
  }

  @Test
  void aPortThatIsNotThereIsADeviceError() {
    assertThrows(
        DeviceException.class,
        () ->
            new Devices()
                .gnss(
                    DeviceUri.parse("serial:/dev/ttyNONE"),
                    new HalContext("gnss", new SystemClock())));
  }
}
