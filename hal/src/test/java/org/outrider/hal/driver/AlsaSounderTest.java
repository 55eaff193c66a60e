package org.outrider.hal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.RealPart;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.sound.Pcm;
import org.outrider.hal.sound.Sounder;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;

/**
 * Sound through ALSA into PulseAudio's null sink, which plays in real time and can be recorded. The
 * player is a child JVM, since ALSA reads its configuration from the home folder once per process.
 */
class AlsaSounderTest {
  private static final int RATE = 16000;
  private static final int SINK_RATE = 22050;

  @TempDir Path folder;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    for (Process process : started.reversed()) {
      process.destroy();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private ProcessBuilder builder(String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of("HOME", home(), "XDG_RUNTIME_DIR", home()));
    return builder;
  }

  private String home() {
    return folder.resolve("home").toString();
  }

  private void homeWith(String asoundrc) throws IOException {
    Files.createDirectory(
        Path.of(home()),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(Path.of(home(), ".asoundrc"), asoundrc);
  }

  private Process start(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private Process player(String action) throws IOException {
    return start(
        builder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "--enable-native-access=ALL-UNNAMED",
            AlsaSounderTest.class.getName(),
            action));
  }

  /** The child: plays one second of 1 kHz, or a second tone that cuts the first one off. */
  public static void main(String[] args) throws Exception {
    try (Sounder sounder =
        new Devices()
            .sounder(DeviceUri.parse("alsa:default"), new HalContext("alert", new SystemClock()))) {
      sounder.play(tone(1000, args[0].equals("cut") ? 5 : 1));
      if (args[0].equals("cut")) {
        Thread.sleep(500);
        sounder.play(tone(2000, 1));
      }
      Thread.sleep(1600);
      System.out.println("played");
    } catch (DeviceException e) {
      System.out.println("DeviceException transient=" + e.isTransient() + " " + e.getMessage());
    }
  }

  private static Pcm tone(int hertz, int seconds) {
    short[] samples = new short[RATE * seconds];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) (8000 * Math.sin(2 * Math.PI * hertz * i / RATE));
    }
    return new Pcm(samples, RATE);
  }

  /** What the sink heard while the player ran. */
  private short[] recorded(String action) throws Exception {
    homeWith("pcm.!default { type pulse }\nctl.!default { type pulse }\n");
    start(
        builder(
            RealPart.require("pulseaudio").toString(),
            "-n",
            "--exit-idle-time=-1",
            "--daemonize=no",
            "-L",
            "module-native-protocol-unix",
            "-L",
            "module-null-sink sink_name=n rate=" + SINK_RATE + " channels=1"));
    Path socket = Path.of(home(), "pulse", "native");
    Waiting.until(Duration.ofSeconds(10), () -> Files.exists(socket));
    Path sound = folder.resolve("heard.raw");
    start(
        builder(
                RealPart.require("parec").toString(),
                "-d",
                "n.monitor",
                "--format=s16le",
                "--rate=" + SINK_RATE,
                "--channels=1",
                "--latency-msec=10")
            .redirectErrorStream(false)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(sound.toFile()));
    Waiting.until(Duration.ofSeconds(10), () -> Files.size(sound) > 0);
    Process player = player(action);
    String said = new String(player.getInputStream().readAllBytes());
    assertTrue(said.contains("played"), said);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(sound)).order(ByteOrder.LITTLE_ENDIAN);
    short[] samples = new short[bytes.remaining() / 2];
    bytes.asShortBuffer().get(samples);
    return samples;
  }

  /** Seconds in which a tone of this frequency is louder than anything else. */
  private static double secondsOf(int hertz, short[] samples) {
    int window = SINK_RATE / 50;
    int windows = 0;
    for (int at = 0; at + window <= samples.length; at += window) {
      double c = 0;
      double s = 0;
      double energy = 1;
      for (int i = 0; i < window; i++) {
        double phase = 2 * Math.PI * hertz * i / SINK_RATE;
        c += samples[at + i] * Math.cos(phase);
        s += samples[at + i] * Math.sin(phase);
        energy += (double) samples[at + i] * samples[at + i];
      }
      windows += 2 * (c * c + s * s) / window > 0.5 * energy && energy > 1e6 ? 1 : 0;
    }
    return windows / 50.0;
  }

  @Test
  void aToneIsHeardWholeAndInRealTime() throws Exception {
    short[] heard = recorded("tone");
    assertEquals(1.0, secondsOf(1000, heard), 0.1);
  }

  @Test
  void aNewSoundCutsTheOldOneOff() throws Exception {
    short[] heard = recorded("cut");
    assertTrue(secondsOf(1000, heard) < 1.2, "old tone for " + secondsOf(1000, heard) + " s");
    assertEquals(1.0, secondsOf(2000, heard), 0.15);
  }

  @Test
  void aMissingCardIsADeviceErrorThatMayPass() throws Exception {
    homeWith("pcm.!default { type hw card 31 }\n");
    String said = new String(player("tone").getInputStream().readAllBytes());
    assertTrue(said.contains("DeviceException transient=true"), said);
    assertTrue(said.contains("no sound"), said);
  }

  @Test
  void silenceCountsAsNoTone() {
    assertEquals(0, secondsOf(1000, new short[SINK_RATE]));
    short[] other = new short[SINK_RATE];
    for (int i = 0; i < other.length; i++) {
      other[i] = (short) (8000 * Math.sin(2 * Math.PI * 3000 * i / SINK_RATE));
    }
    assertEquals(0, secondsOf(1000, other));
  }
}
