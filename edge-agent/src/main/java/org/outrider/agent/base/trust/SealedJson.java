package org.outrider.agent.base.trust;

import java.nio.charset.StandardCharsets;

/**
 * A JSON object that ends in the SHA-256 of all that stands before it, closed by a brace, and a
 * signature (Ed25519) over that hash's hexadecimal text. With {@code prev_hash} in it objects make
 * a chain, which a script of a few lines can check.
 *
 * @param hash hexadecimal
 * @param text the whole object
 */
public record SealedJson(String hash, String text) {
  /** Where the end begins. */
  public static final String HASH_AT = ",\"hash\":\"";

  /** Hash before the first of a chain. */
  public static final String NOTHING = "0".repeat(64);

  /** Seals an object that has at least one field. */
  public static SealedJson of(String object, SigningKey key) throws TrustException {
    String hash = Sha256.of(object);
    Signed signature = key.sign(hash.getBytes(StandardCharsets.US_ASCII));
    return new SealedJson(
        hash,
        object.substring(0, object.length() - 1)
            + HASH_AT
            + hash
            + "\",\"signature\":{\"key_id\":\""
            + signature.keyId()
            + "\",\"value\":\""
            + signature.value()
            + "\"}}");
  }

  /** What was hashed of a sealed object. */
  public static String unsealed(String text) {
    int at = text.lastIndexOf(HASH_AT);
    return at < 0 ? text : text.substring(0, at) + "}";
  }
}
