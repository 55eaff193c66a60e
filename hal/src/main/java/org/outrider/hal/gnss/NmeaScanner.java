package org.outrider.hal.gnss;

import org.jspecify.annotations.Nullable;

/**
 * Sentences out of the bytes of a serial line. A sentence begins at each {@code $} and ends with
 * its checksum, so that sentences without a line end between them, a doubled {@code $}, and
 * sentences behind UBX frames, TAG blocks (NMEA 0183 4.10, section 7) or noise are all found. Bytes
 * of UBX frames and TAG blocks are not noise.
 */
final class NmeaScanner {
  private static final int LONGEST = 256;
  private static final int LONGEST_UBX = 4096;
  private static final int UBX_1 = 0xB5;
  private static final int UBX_2 = 0x62;
  private static final int UBX_HEADER = 6;

  private final StringBuilder text = new StringBuilder();
  private boolean isInside;
  private boolean isTag;
  private int ubx;
  private int ubxLength;
  private int quiet;
  private int noise;

  /**
   * Takes one byte.
   *
   * @return a sentence from {@code $} or {@code !} to its checksum, or to the line's end where it
   *     has none; null while none is complete
   */
  @Nullable String push(byte b) {
    int c = b & 0xFF;
    if (quiet > 0) {
      quiet--;
    }
    frame(c);
    if (c == '$' || (c == '!' && !isInside && quiet == 0)) {
      String before = text.length() > 1 && quiet == 0 ? text.toString() : null;
      text.setLength(0);
      text.append((char) c);
      isInside = true;
      isTag = false;
      return before;
    }
    if (!isInside) {
      outside(c);
      return null;
    }
    boolean isLineEnd = c == '\r' || c == '\n';
    if (!isLineEnd && (c < ' ' || c > '~' || text.length() == LONGEST)) {
      drop();
      noise(1);
      return null;
    }
    if (!isLineEnd) {
      text.append((char) c);
    }
    if (isLineEnd || text.charAt(Math.max(0, text.length() - 3)) == '*') {
      return end();
    }
    return null;
  }

  private @Nullable String end() {
    isInside = false;
    String sentence = quiet == 0 ? text.toString() : null;
    text.setLength(0);
    return sentence;
  }

  private void drop() {
    noise(text.length());
    text.setLength(0);
    isInside = false;
  }

  private void outside(int c) {
    if (c == '\r' || c == '\n') {
      isTag = false;
    } else if (c == '\\') {
      isTag = !isTag;
    } else if (!isTag && ubx == 0) {
      noise(1);
    }
  }

  private void noise(int bytes) {
    if (quiet == 0) {
      noise += bytes;
    }
  }

  /** Follows the header of a UBX frame, so that its body is not taken for noise. */
  private void frame(int c) {
    if (quiet > 0) {
      return;
    }
    switch (ubx) {
      case 0 -> ubx = c == UBX_1 ? 1 : 0;
      case 1 -> ubx = c == UBX_2 ? 2 : 0;
      case 4 -> {
        ubxLength = c;
        ubx++;
      }
      case UBX_HEADER - 1 -> {
        ubxLength |= c << 8;
        quiet = ubxLength <= LONGEST_UBX ? ubxLength + 3 : 0; // this byte and the checksum
        ubx = 0;
      }
      default -> ubx++;
    }
  }

  /** Bytes that belonged to nothing since the last call. */
  int takeNoise() {
    int taken = noise;
    noise = 0;
    return taken;
  }
}
