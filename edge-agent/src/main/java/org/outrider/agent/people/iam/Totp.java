package org.outrider.agent.people.iam;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Time-based one-time codes (RFC 6238): HMAC-SHA-1, 30 s, 6 digits, as authenticator apps make
 * them.
 */
final class Totp {
  private static final long STEP_S = 30;
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private Totp() {}

  /**
   * The step that a code is of: now, the one before, or the one after.
   *
   * @param secret Base32
   * @return empty when it is of none of them
   */
  static OptionalLong step(String secret, String code, Instant now) {
    long step = now.getEpochSecond() / STEP_S;
    for (long s = step - 1; s <= step + 1; s++) {
      byte[] expected = code(secret, s).getBytes(StandardCharsets.US_ASCII);
      if (MessageDigest.isEqual(expected, code.getBytes(StandardCharsets.UTF_8))) {
        return OptionalLong.of(s);
      }
    }
    return OptionalLong.empty();
  }

  static String code(String secret, long step) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(bytes(secret), "RAW"));
      byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
      int at = hash[hash.length - 1] & 0xf;
      int number = ByteBuffer.wrap(hash, at, 4).getInt() & 0x7fff_ffff;
      return String.format(Locale.ROOT, "%06d", number % 1_000_000);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-1", e);
    }
  }

  /** Base32 (RFC 4648) without padding. */
  static byte[] bytes(String base32) {
    byte[] out = new byte[base32.length() * 5 / 8];
    int bits = 0;
    int held = 0;
    int n = 0;
    for (int i = 0; i < base32.length(); i++) {
      char c = base32.charAt(i);
      int value = BASE32.indexOf(c);
      if (value < 0) {
        throw new IllegalArgumentException("\"" + c + "\" is no Base32");
      }
      held = held << 5 | value;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        out[n++] = (byte) (held >> bits);
      }
    }
    return out;
  }
}
