package org.outrider.agent.unit.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.outrider.agent.upkeep.enrol.Enrolment;

/** {@code [enrolment]}. */
final class EnrolmentSection {
  static final ConfigKeys KEYS = ConfigKeys.of("enrolment");
  private static final String FORM = "https://HOST/.well-known/est";
  private static final ConfigKey<Optional<URI>> URL =
      KEYS.https(
          "url", FORM, "required", "EST server (RFC 7030) that issues the unit's certificate");
  private static final ConfigKey<Optional<Path>> CA =
      KEYS.path("ca", "PEM file; required", "the only trusted authority for the server");
  private static final ConfigKey<Optional<Path>> TOKEN =
      KEYS.path(
          "token",
          "file, **enrolment-token** beside the configuration",
          "one-time token: `name:secret`, or the secret only");

  private EnrolmentSection() {}

  static Optional<Enrolment.Settings> read(ConfigFile file) {
    if (!file.has(KEYS)) {
      return Optional.empty();
    }
    ConfigValues s = file.section(KEYS);
    Optional<URI> url = s.get(URL);
    if (!s.has(URL)) {
      s.problem(URL, "", FORM);
    }
    Optional<Path> ca = s.get(CA);
    if (ca.isEmpty()) {
      s.problem(CA, "", "a PEM file: the authority of the EST server, no other is trusted");
    }
    ConfigValues uplink = file.section(UplinkSection.KEYS);
    Optional<Path> certificate = uplink.get(UplinkSection.CERTIFICATE);
    Optional<Path> key = uplink.get(UplinkSection.KEY);
    if (certificate.isEmpty() || key.isEmpty()) {
      s.problem(
          URL,
          url.map(URI::toString).orElse(""),
          "[uplink] certificate and key, the files that the enrolment writes");
    }
    if (url.isEmpty() || ca.isEmpty() || certificate.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Enrolment.Settings(
            UpdateSection.folderOf(url.get()),
            ca.get(),
            s.get(TOKEN).orElse(file.resolve("enrolment-token")),
            key.get(),
            certificate.get()));
  }
}
