package org.outrider.agent.upkeep.enrol;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.outrider.agent.base.http.Https;

/**
 * Asks an authority for a certificate by Enrolment over Secure Transport (RFC 7030, 4.2).
 *
 * @param url base, as {@code https://est.example.org/.well-known/est}
 * @param limits deadlines of an answer
 */
record EstClient(URI url, Https.Limits limits) {
  private static final Https.Limits LIMITS =
      new Https.Limits(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(60));
  private static final int MAX_ANSWER_BYTES = 1 << 20;
  private static final Duration USUAL_WAIT = Duration.ofHours(1);
  private static final int MOST_SAID = 200;

  EstClient(URI url) {
    this(url, LIMITS);
  }

  /**
   * The first certificate, by a token.
   *
   * @param tls trusts the authority's server, and nobody else
   * @param token {@code name:secret}
   */
  List<X509Certificate> enrol(SSLContext tls, UnitIdentity who, KeyPair key, String token)
      throws EnrolException, InterruptedException {
    String basic = Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8));
    return ask("simpleenroll", tls, who, key, "Basic " + basic);
  }

  /**
   * The next certificate, by the one in use.
   *
   * @param tls also proves who asks, by that certificate
   */
  List<X509Certificate> renew(SSLContext tls, UnitIdentity who, KeyPair key)
      throws EnrolException, InterruptedException {
    return ask("simplereenroll", tls, who, key, "");
  }

  private List<X509Certificate> ask(
      String operation, SSLContext tls, UnitIdentity who, KeyPair key, String authorization)
      throws EnrolException, InterruptedException {
    try (Https client = new Https(tls, limits)) {
      HttpRequest.Builder request =
          client
              .request(Https.address(url, url + "/" + operation))
              .header("Content-Type", "application/pkcs10")
              .header("Content-Transfer-Encoding", "base64")
              .POST(HttpRequest.BodyPublishers.ofByteArray(request(who, key)));
      if (!authorization.isEmpty()) {
        request.header("Authorization", authorization);
      }
      HttpResponse<byte[]> answer = client.fetch(request.build(), MAX_ANSWER_BYTES);
      return switch (answer.statusCode()) {
        case 200 -> certificates(answer.body(), key);
        case 202 ->
            throw new EnrolException(
                url + ": taken, and to be asked for again: somebody must approve it",
                answer
                    .headers()
                    .firstValue("Retry-After")
                    .filter(s -> s.matches("\\d{1,9}"))
                    .map(s -> Duration.ofSeconds(Long.parseLong(s)))
                    .orElse(USUAL_WAIT));
        case 401, 403 -> throw new EnrolException(url + ": refused: " + said(answer));
        default -> throw new EnrolException(url + ": " + said(answer));
      };
    } catch (IOException e) {
      throw new EnrolException(url + ": not reached: " + cause(e), e);
    }
  }

  private static String cause(IOException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  private static String said(HttpResponse<byte[]> answer) {
    String text = new String(answer.body(), StandardCharsets.UTF_8).strip();
    String plain = text.replaceAll("[^\\x20-\\x7e]", " ");
    return "status %d %s"
        .formatted(
            answer.statusCode(),
            plain.length() > MOST_SAID ? plain.substring(0, MOST_SAID) : plain);
  }

  private static byte[] request(UnitIdentity who, KeyPair key) throws EnrolException {
    try {
      byte[] der =
          new JcaPKCS10CertificationRequestBuilder(who.subject(), key.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
              .getEncoded();
      return Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(der);
    } catch (OperatorCreationException | IOException e) {
      throw new EnrolException("the request cannot be signed: " + e.getMessage(), e);
    }
  }

  /** What came back, the one for our key first; RFC 7030, 4.2.3: certs-only CMS, base64. */
  private List<X509Certificate> certificates(byte[] body, KeyPair key) throws EnrolException {
    try {
      byte[] der = Base64.getMimeDecoder().decode(body);
      Collection<? extends java.security.cert.Certificate> all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(der));
      List<X509Certificate> ours = new ArrayList<>();
      List<X509Certificate> others = new ArrayList<>();
      for (java.security.cert.Certificate one : all) {
        (one.getPublicKey().equals(key.getPublic()) ? ours : others).add((X509Certificate) one);
      }
      if (ours.size() != 1) {
        throw new EnrolException(
            "%s: %d certificates for the key of this unit, expected one"
                .formatted(url, ours.size()));
      }
      ours.addAll(others);
      return ours;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new EnrolException(url + ": answered with no certificate: " + e.getMessage(), e);
    }
  }
}
