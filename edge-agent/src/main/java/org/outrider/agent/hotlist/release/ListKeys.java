package org.outrider.agent.hotlist.release;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.hotlist.HotListException;

/**
 * The keys that releases are signed with (Ed25519, RFC 8032), and the public ones a unit trusts: a
 * folder of PEM files. Fails closed: no folder or no key means that nothing is accepted.
 */
public final class ListKeys {
  private static final String ALGORITHM = "Ed25519";

  private final Path folder;
  private final Map<String, PublicKey> byId;

  private ListKeys(Path folder, Map<String, PublicKey> byId) {
    this.folder = folder;
    this.byId = byId;
  }

  /** Reads every {@code *.pem} of a folder. */
  public static ListKeys trusted(Path folder) throws HotListException {
    Map<String, PublicKey> keys = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.pem")) {
      for (Path file : files) {
        PublicKey key = publicKey(file);
        keys.put(id(key), key);
      }
    } catch (IOException e) {
      throw new HotListException(folder + ": keys cannot be read: " + e.getMessage());
    }
    if (keys.isEmpty()) {
      throw new HotListException(folder + ": no *.pem in it, expected the public keys to trust");
    }
    return new ListKeys(folder, keys);
  }

  /**
   * Makes a pair: {@code NAME.key.pem} to be kept secret where releases are made, {@code NAME.pem}
   * for the units.
   */
  public static String make(Path folder, String name) throws HotListException {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      Files.createDirectories(folder);
      Path secret = folder.resolve(name + ".key.pem");
      if (Files.exists(secret)) {
        throw new HotListException(secret + ": exists, a key is never overwritten");
      }
      Files.createFile(
          secret,
          java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
              java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")));
      Files.writeString(secret, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
      Files.writeString(
          folder.resolve(name + ".pem"), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
      return id(pair.getPublic());
    } catch (GeneralSecurityException | IOException e) {
      throw new HotListException(folder + ": no key made: " + e.getMessage());
    }
  }

  private static String pem(String kind, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
  }

  private static byte[] der(Path file, String kind) throws HotListException {
    try {
      String text = Files.readString(file, StandardCharsets.US_ASCII);
      String head = "-----BEGIN " + kind + "-----";
      String foot = "-----END " + kind + "-----";
      int from = text.indexOf(head);
      int to = text.indexOf(foot);
      if (from < 0 || to < from) {
        throw new HotListException(file + ": expected a PEM file with " + head);
      }
      return Base64.getMimeDecoder().decode(text.substring(from + head.length(), to));
    } catch (IOException | IllegalArgumentException e) {
      throw new HotListException(file + ": cannot be read: " + e.getMessage());
    }
  }

  private static PublicKey publicKey(Path file) throws HotListException {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePublic(new X509EncodedKeySpec(der(file, "PUBLIC KEY")));
    } catch (GeneralSecurityException e) {
      throw new HotListException(file + ": no Ed25519 public key: " + e.getMessage());
    }
  }

  static String id(PublicKey key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Signs with a secret key.
   *
   * @param secret {@code NAME.key.pem}; its public {@code NAME.pem} must lie beside it
   */
  public static HotListManifest sign(HotListManifest manifest, Path secret)
      throws HotListException {
    Path open =
        secret.resolveSibling(String.valueOf(secret.getFileName()).replace(".key.pem", ".pem"));
    try {
      PrivateKey key =
          KeyFactory.getInstance(ALGORITHM)
              .generatePrivate(new PKCS8EncodedKeySpec(der(secret, "PRIVATE KEY")));
      Signature signer = Signature.getInstance(ALGORITHM);
      signer.initSign(key);
      signer.update(manifest.signedBytes());
      String value = Base64.getEncoder().encodeToString(signer.sign());
      return manifest.with(new HotListManifest.Signed(id(publicKey(open)), value));
    } catch (GeneralSecurityException e) {
      throw new HotListException(secret + ": cannot sign: " + e.getMessage());
    }
  }

  /**
   * Accepts a manifest or says why not.
   *
   * @throws HotListException when it is unsigned, or the key is not known, or the signature does
   *     not hold
   */
  public void verify(HotListManifest manifest) throws HotListException {
    HotListManifest.@Nullable Signed signed = manifest.signature();
    String what = manifest.listId() + " version " + manifest.version() + ": ";
    if (signed == null) {
      throw new HotListException(what + "unsigned, expected a signature of a trusted key");
    }
    @Nullable PublicKey key = byId.get(signed.keyId());
    if (key == null) {
      throw new HotListException(
          what
              + "signed by key %s, expected any of %s in %s"
                  .formatted(signed.keyId(), byId.keySet(), folder));
    }
    boolean holds;
    try {
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(key);
      verifier.update(manifest.signedBytes());
      holds = verifier.verify(Base64.getDecoder().decode(signed.value()));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      holds = false;
    }
    if (!holds) {
      throw new HotListException(
          what + "the signature of key " + signed.keyId() + " does not hold: altered or forged");
    }
  }
}
