package org.outrider.hal.sim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.gnss.GnssEvent;
import org.outrider.hal.gnss.GnssReceiver;
import org.outrider.hal.gnss.NmeaParser;
import org.outrider.hal.spi.GnssProvider;
import org.outrider.hal.spi.HalContext;

/**
 * {@code replay:track.nmea?pace=real|fast&loop=true}: recorded NMEA, one second per RMC sentence.
 */
public final class ReplayGnssProvider implements GnssProvider {

  @Override
  public Set<String> schemes() {
    return Set.of("replay");
  }

  @Override
  public GnssReceiver open(DeviceUri uri, HalContext context) throws DeviceException {
    uri.onlyKnows(Set.of("pace", "loop"));
    try {
      List<String> lines = Files.readAllLines(Path.of(uri.target()), StandardCharsets.ISO_8859_1);
      return new Replay(
          lines,
          uri.param("pace", "real").equals("real"),
          uri.param("loop", "false").equals("true"),
          context.clock());
    } catch (IOException e) {
      throw new DeviceException(uri.text(), "cannot read: " + e.getMessage(), true);
    }
  }

  private static final class Replay implements GnssReceiver {
    private final List<String> lines;
    private final boolean isRealTime;
    private final boolean isLoop;
    private final UnitClock clock;
    private final NmeaParser parser;
    private int at;
    private long dueNanos;

    Replay(List<String> lines, boolean isRealTime, boolean isLoop, UnitClock clock) {
      this.lines = lines;
      this.isRealTime = isRealTime;
      this.isLoop = isLoop && !lines.isEmpty();
      this.clock = clock;
      this.parser = new NmeaParser(clock);
      this.dueNanos = clock.monotonicNanos();
    }

    @Override
    public GnssEvent next() throws InterruptedException {
      while (true) {
        if (at == lines.size()) {
          if (!isLoop) {
            return new GnssEvent.Lost("end of the recording");
          }
          at = 0;
        }
        String line = lines.get(at++);
        if (isRealTime && line.startsWith("RMC", 3)) {
          clock.awaitNanos(dueNanos);
          dueNanos += Duration.ofSeconds(1).toNanos();
        }
        Optional<GnssEvent> event = parser.accept(line);
        if (event.isPresent()) {
          return event.get();
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    }

    @Override
    public void close() {
      // holds nothing
    }
  }
}
