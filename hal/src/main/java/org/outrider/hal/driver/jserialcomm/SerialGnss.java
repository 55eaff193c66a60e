package org.outrider.hal.driver.jserialcomm;

import com.fazecast.jSerialComm.SerialPort;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.gnss.GnssEvent;
import org.outrider.hal.gnss.GnssReceiver;
import org.outrider.hal.gnss.NmeaParser;

/** Lines from a serial port through the NMEA parser. A read of -1 is a pulled cable. */
final class SerialGnss implements GnssReceiver {
  private static final Duration SILENCE = Duration.ofSeconds(5);
  private static final int LONGEST_LINE = 256;

  private final SerialPort port;
  private final UnitClock clock;
  private final NmeaParser parser;
  private final byte[] chunk = new byte[512];
  private final byte[] line = new byte[LONGEST_LINE];
  private int filled;
  private int at;
  private int length;
  private long heardNanos;
  private boolean isLost;

  SerialGnss(SerialPort port, UnitClock clock) {
    this.port = port;
    this.clock = clock;
    this.parser = new NmeaParser(clock);
    this.heardNanos = clock.monotonicNanos();
  }

  @Override
  public GnssEvent next() throws InterruptedException {
    while (true) {
      while (at < filled) {
        byte b = chunk[at++];
        if (b == '\n' || length == LONGEST_LINE) {
          String text = new String(line, 0, length, StandardCharsets.US_ASCII);
          length = 0;
          Optional<GnssEvent> event = parser.accept(text);
          if (event.isPresent()) {
            return event.get();
          }
        } else {
          line[length++] = b;
        }
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (isLost) {
        return new GnssEvent.Lost("serial line closed");
      }
      filled = port.readBytes(chunk, chunk.length);
      at = 0;
      if (filled < 0) {
        isLost = true;
      } else if (filled > 0) {
        heardNanos = clock.monotonicNanos();
      } else if (clock.monotonicNanos() - heardNanos > SILENCE.toNanos()) {
        heardNanos = clock.monotonicNanos();
        return new GnssEvent.Searching("receiver silent for " + SILENCE.toSeconds() + " s");
      }
    }
  }

  @Override
  public void close() {
    isLost = true;
    port.closePort();
  }
}
