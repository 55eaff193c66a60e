package org.outrider.agent.base.read;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/** UUID version 7 (RFC 9562, section 5.7): sorted by time, unique without any coordination. */
public final class Ids {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  /** A new id whose time part is {@code at}. */
  public static UUID next(Instant at) {
    long high = at.toEpochMilli() << 16 | 0x7000 | (RANDOM.nextInt() & 0xFFF);
    long low = (RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
