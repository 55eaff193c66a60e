package org.outrider.hal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.RealPart;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.gnss.GnssEvent;
import org.outrider.hal.gnss.GnssReceiver;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;

/** The real gpsd, fed with NMEA through a pseudo terminal. */
class GpsdTest {
  @TempDir Path folder;
  private final AtomicBoolean feeds = new AtomicBoolean(true);
  private Process socat;
  private Process gpsd;

  @AfterEach
  void stop() {
    feeds.set(false);
    if (gpsd != null) {
      gpsd.destroyForcibly();
    }
    if (socat != null) {
      socat.destroyForcibly();
    }
  }

  private int start() throws Exception {
    Path socatProgram = RealPart.require("socat");
    Path gpsdProgram = RealPart.require("gpsd");
    Path line = folder.resolve("receiver");
    socat =
        new ProcessBuilder(
                socatProgram.toString(),
                "pty,raw,echo=0,link=" + line,
                "pty,raw,echo=0,link=" + folder.resolve("test"))
            .start();
    Waiting.until(
        Duration.ofSeconds(5), () -> Files.exists(line) && Files.exists(folder.resolve("test")));
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    gpsd =
        new ProcessBuilder(
                gpsdProgram.toString(),
                "-N",
                "-n",
                "-b",
                "-S",
                String.valueOf(port),
                line.toRealPath().toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Waiting.until(
        Duration.ofSeconds(10),
        () -> {
          try (Socket s = new Socket("127.0.0.1", port)) {
            return s.isConnected();
          } catch (IOException e) {
            return false;
          }
        });
    Thread.ofVirtual().start(this::feed);
    return port;
  }

  private void feed() {
    int second = 0;
    while (feeds.get()) {
      String time = "12%02d%02d.00".formatted(second / 60, second % 60);
      second++;
      try (OutputStream out = Files.newOutputStream(folder.resolve("test"))) {
        for (String body :
            new String[] {
              "GPGSA,A,3,01,02,03,04,,,,,,,,,1.5,0.9,1.2",
              "GPGGA," + time + ",4108.4000,N,07329.4000,W,1,08,0.9,31.5,M,-34.0,M,,",
              "GPRMC," + time + ",A,4108.4000,N,07329.4000,W,10.0,90.0,211126,,,A"
            }) {
          int sum = 0;
          for (int i = 0; i < body.length(); i++) {
            sum ^= body.charAt(i);
          }
          out.write(
              ("$" + body + "*" + "%02X".formatted(sum) + "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
        }
      } catch (IOException e) {
        return;
      }
      LockSupport.parkNanos(200_000_000);
    }
  }

  @Test
  void positionsOfTheRealDaemonBecomeFixesAndItsEndIsAState() throws Exception {
    int port = start();
    try (GnssReceiver receiver =
        new Devices()
            .gnss(
                DeviceUri.parse("gpsd://127.0.0.1:" + port),
                new HalContext("gnss", new SystemClock()))) {
      GnssEvent event = receiver.next();
      for (int i = 0;
          i < 60 && !(event instanceof GnssEvent.Fixed f && Double.isFinite(f.fix().speedMps()));
          i++) {
        event = receiver.next();
      }
      GnssEvent.Fixed fixed = assertInstanceOf(GnssEvent.Fixed.class, event);
      assertEquals(41.14, fixed.fix().latitudeDeg(), 1e-5);
      assertEquals(5.14, fixed.fix().speedMps(), 0.1);
      gpsd.destroyForcibly().waitFor();
      for (int i = 0; i < 100 && !(event instanceof GnssEvent.Lost); i++) {
        event = receiver.next();
      }
      assertInstanceOf(GnssEvent.Lost.class, event);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"class\":\"TPV\",\"mode\":3,\"lat\":null,\"lon\":null}",
        "{\"class\":\"TPV\",\"mode\":3,\"lat\":nan,\"lon\":nan}",
        "{\"class\":\"TPV\",\"mode\":3,\"lat\":\"x\",\"lon\":\"y\"}",
        "{\"class\":\"TPV\",\"mode\":3,\"lat\":0.0,\"lon\":0.0}"
      })
  void aReportWithoutNumbersIsNeverThePlaceZeroZero(String report) throws Exception {
    assertInstanceOf(GnssEvent.Searching.class, first(report));
  }

  @Test
  void numbersThatGpsdDoesNotKnowAreUnknownAndADateThatCannotBeIsNamed() throws Exception {
    GnssEvent.Fixed fixed =
        assertInstanceOf(
            GnssEvent.Fixed.class,
            first(
                "{\"class\":\"TPV\",\"mode\":3,\"time\":\"2007-04-17T12:00:00.000Z\",\"lat\":41.14,"
                    + "\"lon\":-73.49,\"altMSL\":null,\"speed\":nan,\"track\":-NaN}"));
    assertEquals(41.14, fixed.fix().latitudeDeg(), 1e-9);
    assertTrue(Double.isNaN(fixed.fix().altitudeM()) && Double.isNaN(fixed.fix().speedMps()));
    assertTrue(String.valueOf(fixed.timeDoubt()).contains("2007-04-17"), fixed::toString);
  }

  private static GnssEvent first(String report) throws Exception {
    try (ServerSocket server = new ServerSocket(0)) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (Socket client = server.accept()) {
                  client
                      .getOutputStream()
                      .write((report + "\n").getBytes(StandardCharsets.US_ASCII));
                  client.getInputStream().readAllBytes(); // until it is closed there
                } catch (IOException e) {
                  // the test fails by what it reads
                }
              });
      try (GnssReceiver receiver =
          new Devices()
              .gnss(
                  DeviceUri.parse("gpsd://127.0.0.1:" + server.getLocalPort()),
                  new HalContext("gnss", new SystemClock()))) {
        return receiver.next();
      }
    }
  }

  @Test
  void aDaemonThatIsNotThereIsADeviceError() {
    assertThrows(
        DeviceException.class,
        () ->
            new Devices()
                .gnss(
                    DeviceUri.parse("gpsd://127.0.0.1:9"),
                    new HalContext("gnss", new SystemClock())));
  }
}
