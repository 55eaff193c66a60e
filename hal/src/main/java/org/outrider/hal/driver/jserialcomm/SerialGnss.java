package org.outrider.hal.driver.jserialcomm;

import com.fazecast.jSerialComm.SerialPort;
import java.time.Duration;
import java.util.Optional;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.gnss.GnssEvent;
import org.outrider.hal.gnss.GnssReceiver;
import org.outrider.hal.gnss.NmeaStream;

/** Bytes from a serial port through the NMEA parser. A read of -1 is a pulled cable. */
final class SerialGnss implements GnssReceiver {
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private final SerialPort port;
  private final UnitClock clock;
  private final NmeaStream stream;
  private final byte[] chunk = new byte[512];
  private long heardNanos;
  private boolean isLost;

  SerialGnss(SerialPort port, UnitClock clock) {
    this.port = port;
    this.clock = clock;
    this.stream = new NmeaStream(clock);
    this.heardNanos = clock.monotonicNanos();
  }

  @Override
  public GnssEvent next() throws InterruptedException {
    while (true) {
      Optional<GnssEvent> event = stream.poll();
      if (event.isPresent()) {
        return event.get();
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (isLost) {
        return new GnssEvent.Lost("serial line closed");
      }
      int filled = port.readBytes(chunk, chunk.length);
      if (filled < 0) {
        isLost = true;
        stream.quiet();
      } else if (filled > 0) {
        stream.accept(chunk, filled);
        heardNanos = clock.monotonicNanos();
      } else {
        stream.quiet();
        if (clock.monotonicNanos() - heardNanos > SILENCE.toNanos()) {
          heardNanos = clock.monotonicNanos();
          return new GnssEvent.Searching("receiver silent for " + SILENCE.toSeconds() + " s");
        }
      }
    }
  }

  @Override
  public void close() {
    isLost = true;
    port.closePort();
  }
}
