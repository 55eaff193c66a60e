package org.outrider.agent.base.trust;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The public keys that a unit trusts: a folder of PEM files. Fails closed: no folder or no key
 * means that nothing is accepted.
 */
public final class TrustedKeys {
  private final Path folder;
  private final Map<String, PublicKey> byId;

  private TrustedKeys(Path folder, Map<String, PublicKey> byId) {
    this.folder = folder;
    this.byId = byId;
  }

  /** One public key. */
  public static TrustedKeys ofFile(Path file) throws TrustException {
    PublicKey key = Pem.publicKey(file);
    return new TrustedKeys(file, Map.of(Pem.id(key), key));
  }

  /** Reads every {@code *.pem} of a folder, or the one file. */
  public static TrustedKeys of(Path folder) throws TrustException {
    if (Files.isRegularFile(folder)) {
      return ofFile(folder);
    }
    Map<String, PublicKey> keys = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.pem")) {
      for (Path file : files) {
        PublicKey key = Pem.publicKey(file);
        keys.put(Pem.id(key), key);
      }
    } catch (IOException e) {
      throw new TrustException(folder + ": keys cannot be read: " + e.getMessage());
    }
    if (keys.isEmpty()) {
      throw new TrustException(folder + ": no *.pem in it, expected the public keys to trust");
    }
    return new TrustedKeys(folder, keys);
  }

  /**
   * Accepts a text or says why not.
   *
   * @param what it is called in messages
   * @param signed null when it bears no signature
   * @throws TrustException when it is unsigned, or the key is not known, or the signature does not
   *     hold
   */
  public void verify(String what, byte[] bytes, @Nullable Signed signed) throws TrustException {
    if (signed == null) {
      throw new TrustException(what + ": unsigned, expected a signature of a trusted key");
    }
    @Nullable PublicKey key = byId.get(signed.keyId());
    if (key == null) {
      throw new TrustException(
          "%s: signed by key %s, expected any of %s in %s"
              .formatted(what, signed.keyId(), byId.keySet(), folder));
    }
    boolean holds;
    try {
      Signature verifier = Signature.getInstance(Pem.ALGORITHM);
      verifier.initVerify(key);
      verifier.update(bytes);
      holds = verifier.verify(Base64.getDecoder().decode(signed.value()));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      holds = false;
    }
    if (!holds) {
      throw new TrustException(
          "%s: the signature of key %s does not hold: altered or forged"
              .formatted(what, signed.keyId()));
    }
  }
}
