package org.outrider.agent.base.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The PEM files of mutual TLS (UPL-03).
 *
 * @param ca the one authority that is trusted; the system's are not
 * @param certificate of the unit
 * @param key of the unit, PKCS #8
 */
public record UnitTls(Path ca, Path certificate, Path key) {
  private static final char[] NO_PASSWORD = new char[0];

  /**
   * Reads the files.
   *
   * @throws TlsException when one of them is not right: then nothing is connected
   */
  public SSLContext context() throws TlsException {
    try {
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      own.setKeyEntry(
          "unit", key(key), NO_PASSWORD, certificates(certificate).toArray(Certificate[]::new));
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(own, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys.getKeyManagers(), trusting(ca).getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw cannot(e);
    }
  }

  /**
   * Reads the files by which something that is served here proves who it is; whoever comes is not
   * asked for a certificate.
   *
   * @throws TlsException when one of them is not right: then nothing is served
   */
  public static SSLContext server(Path certificate, Path key) throws TlsException {
    try {
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      own.setKeyEntry(
          "unit", key(key), NO_PASSWORD, certificates(certificate).toArray(Certificate[]::new));
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(own, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw cannot(e);
    }
  }

  /**
   * Reads whom something that is reached from here must be vouched for by.
   *
   * @param ca an authority, or the very certificate that is served
   * @throws TlsException when it is not right: then nothing is connected
   */
  public static SSLContext client(Path ca) throws TlsException {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, trusting(ca).getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw cannot(e);
    }
  }

  /**
   * Checks that a certificate chain and a key can be read and belong together.
   *
   * @throws TlsException when they cannot or do not
   */
  public static void checkPair(Path certificate, Path key) throws TlsException {
    try {
      PublicKey open = certificates(certificate).getFirst().getPublicKey();
      PrivateKey secret = key(key);
      if (!open.getAlgorithm().equals(secret.getAlgorithm()) || !signs(secret, open)) {
        throw new TlsException(
            "%s: not the key of the certificate in %s".formatted(key, certificate));
      }
    } catch (GeneralSecurityException | IOException e) {
      throw cannot(e);
    }
  }

  /**
   * Checks that a file holds certificates.
   *
   * @throws TlsException when it does not
   */
  public static void checkAuthority(Path ca) throws TlsException {
    try {
      certificates(ca);
    } catch (GeneralSecurityException | IOException e) {
      throw cannot(e);
    }
  }

  private static boolean signs(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
    String algorithm =
        switch (secret.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> "Ed25519";
        };
    byte[] sample = {1, 2, 3};
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(secret);
    signer.update(sample);
    byte[] signature = signer.sign();
    signer.initVerify(open);
    signer.update(sample);
    return signer.verify(signature);
  }

  private static TlsException cannot(Exception e) {
    String why = e.getMessage() + (e instanceof NoSuchFileException ? ": not there" : "");
    return new TlsException("TLS cannot be set up: " + why, e);
  }

  private static TrustManagerFactory trusting(Path ca)
      throws GeneralSecurityException, IOException, TlsException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    List<Certificate> authorities = certificates(ca);
    for (int i = 0; i < authorities.size(); i++) {
      trusted.setCertificateEntry("ca" + i, authorities.get(i));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    return trust;
  }

  private static List<Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException, TlsException {
    try (InputStream in = Files.newInputStream(file)) {
      List<Certificate> found =
          List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
      if (!found.isEmpty()) {
        return found;
      }
    } catch (CertificateException e) {
      throw new TlsException(file + ": no certificate in it, expected PEM", e);
    }
    throw new TlsException(file + ": no certificate in it, expected PEM");
  }

  private static PrivateKey key(Path file)
      throws IOException, GeneralSecurityException, TlsException {
    String pem = Files.readString(file);
    String body = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
    if (body.length() == pem.length() || body.contains("-")) {
      throw new TlsException(file + ": expected a PKCS #8 key, BEGIN PRIVATE KEY");
    }
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body));
    for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // another kind of key
      }
    }
    throw new TlsException(file + ": key of an unknown kind, expected EC, RSA or Ed25519");
  }
}
