package org.outrider.hal.gnss;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outrider.hal.clock.UnitClock;

/** Events out of recorded bytes, read to their end. */
public final class NmeaRecording {
  private final byte[] bytes;
  private final NmeaParser parser;
  private NmeaScanner scanner = new NmeaScanner();
  private @Nullable String pending;
  private boolean hasPositions;
  private int at;

  public NmeaRecording(byte[] bytes, UnitClock clock) {
    this.bytes = bytes.clone();
    this.parser = new NmeaParser(clock, false);
  }

  /** The next event, before anything of the next epoch is read; empty at the end. */
  public Optional<GnssEvent> next() {
    while (true) {
      Optional<GnssEvent> event = parser.poll();
      if (event.isPresent()) {
        return event;
      }
      String sentence = pending;
      pending = null;
      if (sentence == null) {
        if (at == bytes.length) {
          parser.finish();
          return parser.poll().or(this::noise);
        }
        sentence = scanner.push(bytes[at++]);
        if (sentence != null && parser.begins(sentence)) {
          pending = sentence;
          parser.finish();
          continue;
        }
      }
      if (sentence != null) {
        parser.accept(sentence);
        Optional<GnssEvent> noise = noise();
        if (noise.isPresent()) {
          return noise;
        }
      }
    }
  }

  private Optional<GnssEvent> noise() {
    int noise = scanner.takeNoise();
    return noise == 0 ? Optional.empty() : Optional.of(NmeaStream.noise(noise));
  }

  /** True once any sentence that can hold a position was read. */
  public boolean hasPositions() {
    hasPositions |= parser.takeHasPositionSentences();
    return hasPositions;
  }

  /** Starts from the beginning. */
  public void rewind() {
    at = 0;
    scanner = new NmeaScanner();
  }
}
