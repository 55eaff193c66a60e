package org.outrider.hal.gnss;

import java.time.Duration;
import java.util.Optional;
import org.outrider.hal.clock.UnitClock;

/**
 * Events out of a live receiver's bytes. Bytes alone are no sign of life: where for {@link
 * #PATIENCE} no sentence arrives that could hold a position, an event says so.
 */
public final class NmeaStream {
  /** Time for which a receiver may send other sentences only. */
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  private final UnitClock clock;
  private final NmeaScanner scanner = new NmeaScanner();
  private final NmeaParser parser;
  private long sinceNanos;
  private long bytes;

  public NmeaStream(UnitClock clock) {
    this.clock = clock;
    this.parser = new NmeaParser(clock, true);
    this.sinceNanos = clock.monotonicNanos();
  }

  /** Takes the bytes that arrived. */
  public void accept(byte[] chunk, int length) {
    for (int i = 0; i < length; i++) {
      String sentence = scanner.push(chunk[i]);
      if (sentence != null) {
        parser.accept(sentence);
      }
    }
    bytes += length;
  }

  /** Ends the epoch, because the line went quiet. */
  public void quiet() {
    parser.flush();
  }

  /** The next event, if there is one. */
  public Optional<GnssEvent> poll() {
    Optional<GnssEvent> event = parser.poll();
    if (event.isPresent()) {
      return event;
    }
    Optional<GnssEvent> silence = silence();
    if (silence.isPresent()) {
      return silence;
    }
    int noise = scanner.takeNoise();
    return noise == 0 ? Optional.empty() : Optional.of(noise(noise));
  }

  private Optional<GnssEvent> silence() {
    long now = clock.monotonicNanos();
    if (parser.takeHasPositionSentences()) {
      restart(now);
      String _ = parser.takeOtherTypes();
    } else if (now - sinceNanos > PATIENCE.toNanos()) {
      String types = parser.takeOtherTypes();
      long heard = bytes;
      restart(now);
      if (heard > 0) {
        return Optional.of(new GnssEvent.NoFixSentences(cause(heard, types)));
      }
    }
    return Optional.empty();
  }

  private void restart(long now) {
    sinceNanos = now;
    bytes = 0;
  }

  private static String cause(long heard, String types) {
    return "no RMC, GGA, GNS or GLL sentence in %d s, only %s"
        .formatted(
            PATIENCE.toSeconds(),
            types.isEmpty()
                ? "%d byte%s that make no sentence: check the baud rate"
                    .formatted(heard, heard == 1 ? "" : "s")
                : types);
  }

  /** Says that bytes belonged to nothing. */
  static GnssEvent noise(int bytes) {
    return new GnssEvent.Refused(
        "%d byte%s outside sentences".formatted(bytes, bytes == 1 ? "" : "s"));
  }
}
