package org.outrider.agent.upkeep.enrol;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.outrider.agent.base.tls.TlsException;
import org.outrider.agent.base.tls.UnitTls;

/**
 * Sees to it that the unit has a certificate that is good (UPL-03). Called now and then; does what
 * is due: enrols by the token, renews once two thirds of the certificate's life are over, else
 * nothing. A certificate is replaced as a whole or not at all, and one that is not for this unit's
 * key is never taken. What fails leaves all as it was.
 */
public final class Enrolment {
  private final Settings settings;
  private final UnitIdentity who;
  private final InstantSource time;
  private final EstClient client;

  /**
   * Where things lie.
   *
   * @param url base of the EST server, https
   * @param ca authority that its server's certificate must come from; no other is trusted
   * @param token file with the one-time token, {@code name:secret}, or the secret alone
   * @param key of the unit; made where there is none
   * @param certificate of the unit
   */
  public record Settings(URI url, Path ca, Path token, Path key, Path certificate) {}

  /** What became of it. */
  public enum Outcome {
    /** There was none, and now there is. */
    ENROLLED,
    /** Replaced by a newer one. */
    RENEWED,
    /** Nothing was due. */
    GOOD
  }

  /** What became of it, and until when the certificate is good. */
  public record Result(Outcome outcome, Instant until) {}

  public Enrolment(Settings settings, UnitIdentity who, InstantSource time) {
    this.settings = settings;
    this.who = who;
    this.time = time;
    this.client = new EstClient(settings.url());
  }

  /** When a certificate is due to be renewed: after two thirds of its life. */
  public static Instant renewalOf(X509Certificate certificate) {
    Instant from = certificate.getNotBefore().toInstant();
    return from.plus(
        Duration.between(from, certificate.getNotAfter().toInstant()).multipliedBy(2).dividedBy(3));
  }

  /** Until when the unit's certificate is good; empty where there is none. */
  public Optional<Instant> until() throws EnrolException {
    return current().map(c -> c.getNotAfter().toInstant());
  }

  /**
   * Does what is due.
   *
   * @throws EnrolException when it could not be done; what was there is there still
   */
  public Result step() throws EnrolException, InterruptedException {
    KeyPair key = UnitKeyFile.readOrMake(settings.key());
    Optional<X509Certificate> now = current().filter(c -> c.getPublicKey().equals(key.getPublic()));
    if (now.isEmpty()) {
      return new Result(Outcome.ENROLLED, take(byToken(key)));
    }
    if (time.instant().isBefore(renewalOf(now.get()))) {
      return new Result(Outcome.GOOD, now.get().getNotAfter().toInstant());
    }
    return new Result(Outcome.RENEWED, take(again(key)));
  }

  /** By the certificate in use; where that is not taken any more, by a token if there is one. */
  private List<X509Certificate> again(KeyPair key) throws EnrolException, InterruptedException {
    try {
      return client.renew(
          new UnitTls(settings.ca(), settings.certificate(), settings.key()).context(), who, key);
    } catch (TlsException e) {
      throw new EnrolException(String.valueOf(e.getMessage()), e);
    } catch (EnrolException e) {
      if (e.retryAfter().isEmpty() && Files.exists(settings.token())) {
        return byToken(key);
      }
      throw e;
    }
  }

  private List<X509Certificate> byToken(KeyPair key) throws EnrolException, InterruptedException {
    String token;
    try {
      token = Files.readString(settings.token(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new EnrolException(settings.token() + ": no token to enrol with", e);
    }
    if (token.isEmpty() || token.lines().count() > 1) {
      throw new EnrolException(settings.token() + ": expected one line, name:secret or a secret");
    }
    try {
      return client.enrol(
          UnitTls.client(settings.ca()),
          who,
          key,
          token.contains(":") ? token : who.unit() + ":" + token);
    } catch (TlsException e) {
      throw new EnrolException(String.valueOf(e.getMessage()), e);
    }
  }

  private Instant take(List<X509Certificate> chain) throws EnrolException {
    X509Certificate own = chain.getFirst();
    Instant now = time.instant();
    if (now.isAfter(own.getNotAfter().toInstant())) {
      throw new EnrolException(
          "%s: gave a certificate that ended at %s; it is %s here"
              .formatted(settings.url(), own.getNotAfter().toInstant(), now));
    }
    try {
      StringBuilder pem = new StringBuilder();
      for (X509Certificate one : chain) {
        pem.append("-----BEGIN CERTIFICATE-----\n")
            .append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(one.getEncoded()))
            .append("\n-----END CERTIFICATE-----\n");
      }
      UnitKeyFile.replace(settings.certificate(), pem.toString());
      Files.deleteIfExists(settings.token()); // it has done what it was for
      return own.getNotAfter().toInstant();
    } catch (IOException | GeneralSecurityException e) {
      throw new EnrolException(
          settings.certificate() + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private Optional<X509Certificate> current() throws EnrolException {
    if (!Files.exists(settings.certificate())) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(settings.certificate())) {
      return Optional.of(
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in));
    } catch (IOException | CertificateException e) {
      throw new EnrolException(settings.certificate() + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
