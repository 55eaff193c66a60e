package org.outrider.agent.uplink.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.uplink.MqttOptions;

/** TLS with a pinned authority and the unit's own certificate, from PEM files (UPL-03). */
final class Tls {
  private static final char[] NO_PASSWORD = new char[0];

  private Tls() {}

  static SSLSocketFactory socketFactory(MqttOptions options) throws TlsException {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      List<Certificate> authorities = certificates(required(options.ca(), "uplink.ca"));
      for (int i = 0; i < authorities.size(); i++) {
        trusted.setCertificateEntry("ca" + i, authorities.get(i));
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      own.setKeyEntry(
          "unit",
          key(required(options.key(), "uplink.key")),
          NO_PASSWORD,
          certificates(required(options.certificate(), "uplink.certificate"))
              .toArray(Certificate[]::new));
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(own, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static Path required(@Nullable Path path, String key) throws TlsException {
    if (path == null) {
      throw new TlsException(key + " is missing, required for an ssl:// broker");
    }
    return path;
  }

  private static List<Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException, TlsException {
    try (InputStream in = Files.newInputStream(file)) {
      List<Certificate> found =
          List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
      if (found.isEmpty()) {
        throw new TlsException(file + ": no certificate in it, expected PEM");
      }
      return found;
    }
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
