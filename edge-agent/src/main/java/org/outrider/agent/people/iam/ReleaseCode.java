package org.outrider.agent.people.iam;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A code by which an administrator opens a locked account over the telephone, where there is no
 * network: the unit shows a challenge, the administrator's computer answers it. It holds for one
 * account of one unit and for this one lock-out, and names the administrator whose secret made it.
 * 60 bits of HMAC-SHA-256 (RFC 2104) over the challenge and what it is for.
 */
public final class ReleaseCode {
  /** Base32 of RFC 4648: no 0, 1, 8 or 9 to be misheard. */
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private static final int CHALLENGE_CHARS = 8;
  private static final int CODE_CHARS = 12;

  private ReleaseCode() {}

  /**
   * What the unit shows.
   *
   * @param unit agency and unit
   * @param lockedAt of this lock-out
   */
  public static String challenge(String unit, String userId, Instant lockedAt) {
    try {
      String text = unit + "\n" + userId + "\n" + lockedAt.toEpochMilli();
      return letters(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)),
          CHALLENGE_CHARS);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * What the administrator tells.
   *
   * @param secret of the administrator, Base32
   */
  public static String code(String secret, String unit, String userId, String challenge) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Totp.bytes(secret), "RAW"));
      String text = "release\n" + unit + "\n" + userId + "\n" + plain(challenge);
      return letters(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)), CODE_CHARS);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }

  /** Whether two codes are the same, however they are spaced; takes the same time for all. */
  static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(
        plain(one).getBytes(StandardCharsets.UTF_8), plain(other).getBytes(StandardCharsets.UTF_8));
  }

  private static String plain(String typed) {
    return typed.toUpperCase(Locale.ROOT).replaceAll("[\\s-]", "");
  }

  /** In groups of four. */
  private static String letters(byte[] bytes, int chars) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < chars; i++) {
      int bit = i * 5;
      int two = (bytes[bit / 8] & 0xff) << 8 | (bytes[bit / 8 + 1] & 0xff);
      if (i > 0 && i % 4 == 0) {
        out.append('-');
      }
      out.append(LETTERS.charAt(two >> (11 - bit % 8) & 31));
    }
    return out.toString();
  }
}
