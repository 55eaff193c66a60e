package org.outrider.agent.people.iam;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password as it is kept: PBKDF2 with HMAC-SHA-512 (RFC 8018), 210 000 rounds as OWASP's Password
 * Storage Cheat Sheet has it, 16 bytes of salt, 32 of result, written {@code
 * pbkdf2-sha512$ROUNDS$SALT$RESULT} with Base64.
 */
public record Password(int rounds, String salt, String result) {
  private static final int ROUNDS = 210_000;
  private static final int BITS = 256;
  private static final Pattern FORM =
      Pattern.compile("pbkdf2-sha512\\$(\\d{6,7})\\$([A-Za-z0-9+/]{22}==)\\$([A-Za-z0-9+/]{43}=)");

  /** Fewest characters of a password (NIST SP 800-63B 5.1.1.2 asks for 8; CJIS too). */
  public static final int LEAST_CHARS = 10;

  /** Nobody's: checked when no such user is known, so that both answers take as long. */
  static final Password NOBODY =
      new Password(
          ROUNDS,
          Base64.getEncoder().encodeToString(new byte[16]),
          Base64.getEncoder().encodeToString(new byte[32]));

  /** Keeps a password. */
  public static Password of(char[] password) {
    byte[] salt = new byte[16];
    new SecureRandom().nextBytes(salt);
    return new Password(
        ROUNDS,
        Base64.getEncoder().encodeToString(salt),
        Base64.getEncoder().encodeToString(derive(password, salt, ROUNDS)));
  }

  /**
   * Reads what was written.
   *
   * @throws IllegalArgumentException when it is none, or too weak to be believed
   */
  public static Password parse(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches() || Integer.parseInt(m.group(1)) < ROUNDS) {
      throw new IllegalArgumentException("expected what \"outrider user password\" prints");
    }
    return new Password(Integer.parseInt(m.group(1)), m.group(2), m.group(3));
  }

  /** Whether it is this one. */
  boolean is(char[] password) {
    byte[] found = derive(password, Base64.getDecoder().decode(salt), rounds);
    return MessageDigest.isEqual(found, Base64.getDecoder().decode(result));
  }

  private static byte[] derive(char[] password, byte[] salt, int rounds) {
    PBEKeySpec spec = new PBEKeySpec(password, salt, rounds, BITS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PBKDF2", e);
    } finally {
      spec.clearPassword();
    }
  }

  /** As it stands in a user list. */
  public String text() {
    return "pbkdf2-sha512$" + rounds + "$" + salt + "$" + result;
  }

  /** Never the secret. */
  @Override
  public String toString() {
    return "password";
  }
}
