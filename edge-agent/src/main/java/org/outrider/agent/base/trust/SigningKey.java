package org.outrider.agent.base.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.outrider.agent.base.durable.Durable;
import org.tinylog.Logger;

/** A secret key: kept where lists and profiles are signed; a unit has one of its own. */
public final class SigningKey {
  private final Path file;
  private final PrivateKey secret;
  private final String id;

  private SigningKey(Path file, PrivateKey secret, String id) {
    this.file = file;
    this.secret = secret;
    this.id = id;
  }

  /**
   * Reads a unit's own key; makes it when the unit is first started.
   *
   * @param file {@code NAME.key.pem}
   * @throws TrustException when it cannot be read or made
   */
  public static SigningKey readOrMake(Path file) throws TrustException {
    if (!Files.exists(file)) {
      Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
      String name = String.valueOf(file.getFileName()).replace(".key.pem", "");
      Logger.tag("audit").info("key of the unit made: {}", make(folder, name));
    }
    return read(file);
  }

  /**
   * Makes a pair: {@code NAME.key.pem} to be kept secret, {@code NAME.pem} for the units.
   *
   * @return the id of the pair
   */
  public static String make(Path folder, String name) throws TrustException {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(Pem.ALGORITHM).generateKeyPair();
      Files.createDirectories(folder);
      Path secret = folder.resolve(name + ".key.pem");
      Path open = folder.resolve(name + ".pem");
      Path fresh = folder.resolve(name + ".key.pem.new");
      if (Files.exists(fresh)
          && !Files.exists(secret)) { // the power went: what there is is its own
        Files.deleteIfExists(open);
      }
      for (Path file : List.of(secret, open)) {
        if (Files.exists(file)) { // the second may well be a certificate of the same name
          throw new TrustException(file + ": exists, a key never overwrites anything");
        }
      }
      Files.deleteIfExists(fresh);
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, Pem.text(Pem.PRIVATE, pair.getPrivate().getEncoded()));
      Durable.sync(fresh);
      Durable.syncFolder(folder);
      Files.writeString(open, Pem.text(Pem.PUBLIC, pair.getPublic().getEncoded()));
      Durable.sync(open);
      Durable.syncFolder(folder);
      Durable.replace(fresh, secret); // last: where it is, both are
      return Pem.id(pair.getPublic());
    } catch (GeneralSecurityException | IOException e) {
      throw new TrustException(folder + ": no key made: " + e.getMessage());
    }
  }

  /**
   * Reads a key.
   *
   * @param file {@code NAME.key.pem}; its public {@code NAME.pem} must lie beside it
   */
  public static SigningKey read(Path file) throws TrustException {
    Path open = file.resolveSibling(String.valueOf(file.getFileName()).replace(".key.pem", ".pem"));
    try {
      PrivateKey secret =
          KeyFactory.getInstance(Pem.ALGORITHM)
              .generatePrivate(new PKCS8EncodedKeySpec(Pem.der(file, Pem.PRIVATE)));
      return new SigningKey(file, secret, Pem.id(Pem.publicKey(open)));
    } catch (GeneralSecurityException e) {
      throw new TrustException(file + ": no Ed25519 private key: " + e.getMessage());
    }
  }

  public Signed sign(byte[] bytes) throws TrustException {
    try {
      Signature signer = Signature.getInstance(Pem.ALGORITHM);
      signer.initSign(secret);
      signer.update(bytes);
      return new Signed(id, Base64.getEncoder().encodeToString(signer.sign()));
    } catch (GeneralSecurityException e) {
      throw new TrustException(file + ": cannot sign: " + e.getMessage());
    }
  }
}
