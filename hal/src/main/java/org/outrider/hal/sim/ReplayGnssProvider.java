package org.outrider.hal.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.gnss.Fix;
import org.outrider.hal.gnss.GnssEvent;
import org.outrider.hal.gnss.GnssReceiver;
import org.outrider.hal.gnss.NmeaRecording;
import org.outrider.hal.spi.GnssProvider;
import org.outrider.hal.spi.HalContext;

/** {@code replay:track.nmea?pace=real|fast&loop=true}: recorded NMEA, one second for each epoch. */
public final class ReplayGnssProvider implements GnssProvider {

  @Override
  public Set<String> schemes() {
    return Set.of("replay");
  }

  @Override
  public void check(DeviceUri uri) {
    uri.onlyKnows(Set.of("pace", "loop"));
    if (uri.target().isBlank()) {
      throw uri.badTarget("the path of a recording, such as replay:track.nmea");
    }
    isRealTime(uri);
    uri.flagParam("loop");
  }

  private static boolean isRealTime(DeviceUri uri) {
    return uri.wordParam("pace", "real", List.of("real", "fast")).equals("real");
  }

  @Override
  public GnssReceiver open(DeviceUri uri, HalContext context) throws DeviceException {
    check(uri);
    try {
      return new Replay(
          Files.readAllBytes(Path.of(uri.target())),
          isRealTime(uri),
          uri.flagParam("loop"),
          context.clock());
    } catch (IOException e) {
      throw new DeviceException(uri.text(), "cannot read: " + e.getMessage(), true);
    }
  }

  private static final class Replay implements GnssReceiver {
    private final NmeaRecording recording;
    private final boolean isRealTime;
    private final boolean isLoop;
    private final UnitClock clock;
    private long dueNanos;
    private boolean isSaid;

    Replay(byte[] bytes, boolean isRealTime, boolean isLoop, UnitClock clock) {
      this.recording = new NmeaRecording(bytes, clock);
      this.isRealTime = isRealTime;
      this.isLoop = isLoop;
      this.clock = clock;
      this.dueNanos = clock.monotonicNanos();
    }

    @Override
    public GnssEvent next() throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      GnssEvent event = read();
      if (isRealTime
          && (event instanceof GnssEvent.Fixed || event instanceof GnssEvent.Searching)) {
        clock.awaitNanos(dueNanos);
        dueNanos += Duration.ofSeconds(1).toNanos();
      }
      return event instanceof GnssEvent.Fixed(Fix fix, var doubt)
          ? new GnssEvent.Fixed(fix.arrived(clock.monotonicNanos()), doubt)
          : event;
    }

    private GnssEvent read() {
      Optional<GnssEvent> event = recording.next();
      if (event.isPresent()) {
        return event.get();
      }
      if (!recording.hasPositions() && !isSaid) {
        isSaid = true;
        return new GnssEvent.NoFixSentences("the recording holds no RMC, GGA, GNS or GLL sentence");
      }
      if (isLoop && recording.hasPositions()) {
        recording.rewind();
        event = recording.next();
      }
      return event.orElseGet(() -> new GnssEvent.Lost("end of the recording"));
    }

    @Override
    public void close() {
      // holds nothing
    }
  }
}
