package org.outrider.agent.base.trust;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** Keys as PEM files (RFC 7468). */
final class Pem {
  static final String ALGORITHM = "Ed25519";
  static final String PUBLIC = "PUBLIC KEY";
  static final String PRIVATE = "PRIVATE KEY";

  private Pem() {}

  static String text(String kind, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
  }

  static byte[] der(Path file, String kind) throws TrustException {
    try {
      String text = Files.readString(file, StandardCharsets.US_ASCII);
      String head = "-----BEGIN " + kind + "-----";
      String foot = "-----END " + kind + "-----";
      int from = text.indexOf(head);
      int to = text.indexOf(foot);
      if (from < 0 || to < from) {
        throw new TrustException(file + ": expected a PEM file with " + head);
      }
      return Base64.getMimeDecoder().decode(text.substring(from + head.length(), to));
    } catch (IOException | IllegalArgumentException e) {
      throw new TrustException(file + ": cannot be read: " + e.getMessage());
    }
  }

  static PublicKey publicKey(Path file) throws TrustException {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePublic(new X509EncodedKeySpec(der(file, PUBLIC)));
    } catch (GeneralSecurityException e) {
      throw new TrustException(file + ": no Ed25519 public key: " + e.getMessage());
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
}
