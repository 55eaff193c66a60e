package org.outrider.agent.upkeep.enrol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.jce.spec.ECNamedCurveParameterSpec;
import org.outrider.agent.base.durable.Durable;

/** The key by which a unit proves itself over TLS: made on the unit, P-256, and never sent. */
final class UnitKeyFile {
  private static final String CURVE = "secp256r1";

  private UnitKeyFile() {}

  /** Reads the key; makes it where there is none. */
  static KeyPair readOrMake(Path file) throws EnrolException {
    try {
      if (!Files.exists(file)) {
        make(file);
      }
      return read(file);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new EnrolException(file + ": no key can be had: " + e.getMessage(), e);
    }
  }

  private static KeyPair read(Path file) throws IOException, GeneralSecurityException {
    String pem = Files.readString(file, StandardCharsets.US_ASCII);
    String body = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
    KeyFactory keys = KeyFactory.getInstance("EC");
    ECPrivateKey key;
    try {
      key =
          (ECPrivateKey)
              keys.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
    } catch (InvalidKeySpecException e) {
      throw new InvalidKeySpecException("expected an EC key, PKCS #8, PEM", e);
    }
    ECNamedCurveParameterSpec curve = ECNamedCurveTable.getParameterSpec(CURVE);
    if (!key.getParams().getOrder().equals(curve.getN())) {
      throw new InvalidKeySpecException("expected a key of the curve " + CURVE);
    }
    var point = curve.getG().multiply(key.getS()).normalize();
    PublicKey open =
        keys.generatePublic(
            new ECPublicKeySpec(
                new ECPoint(
                    point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger()),
                key.getParams()));
    return new KeyPair(open, key);
  }

  private static void make(Path file) throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(CURVE));
    byte[] der = generator.generateKeyPair().getPrivate().getEncoded();
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    replace(file, "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
  }

  /**
   * Writes a file whole or not at all; whoever may read the folder's group may read it, nobody else
   * may.
   */
  static void replace(Path file, String text) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    Files.createFile(
        part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.getFileAttributeView(part, PosixFileAttributeView.class)
          .setGroup(
              Files.readAttributes(folder, java.nio.file.attribute.PosixFileAttributes.class)
                  .group());
    }
    Files.writeString(part, text, StandardCharsets.US_ASCII);
    Durable.sync(part);
    Durable.replace(part, file);
  }
}
