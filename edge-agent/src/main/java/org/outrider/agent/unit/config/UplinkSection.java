package org.outrider.agent.unit.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.outrider.agent.link.uplink.UplinkConfig;

/** {@code [uplink]}. */
final class UplinkSection {
  static final ConfigKeys KEYS = ConfigKeys.of("uplink");
  private static final ConfigKey<String> URL =
      KEYS.key(
          "url",
          "`ssl://HOST:PORT`; `tcp://` on the loopback only",
          "the broker; without `[uplink]` nothing is sent",
          (s, key, file) -> s.text(key, null));
  private static final ConfigKey<Optional<Path>> CA =
      KEYS.path("ca", "PEM file; required for ssl", "pinned authority of the broker");

  /** Certificate of the unit; an enrolment writes it. */
  static final ConfigKey<Optional<Path>> CERTIFICATE =
      KEYS.path("certificate", "PEM file; required for ssl", "the unit's certificate");

  /** Key of the unit; an enrolment writes it. */
  static final ConfigKey<Optional<Path>> KEY =
      KEYS.path("key", "PEM file; required for ssl", "the unit's key (PKCS #8)");

  private static final ConfigKey<Optional<Path>> KEYS_FOLDER =
      KEYS.path(
          "keys",
          "path; none",
          "public keys that must have signed central's [holds](retention.md), beat hits and support"
              + " commands");
  private static final ConfigKey<Integer> RESEND_S =
      KEYS.integer("resend_s", 15, 1, 3600, "time after which an unacknowledged row is sent again");
  private static final ConfigKey<Integer> BULK_KBIT_S =
      KEYS.integer(
          "bulk_kbit_s", 0, 0, 10_000_000, "maximum rate of reads and pictures; 0 for no limit");
  private static final ConfigKey<List<String>> PICTURE_INTERFACES =
      KEYS.texts(
          "picture_interfaces",
          "list of names, **[]**",
          "interfaces of which one must be up for pictures, such as `[\"wlan0\", \"eth0\"]`");

  private UplinkSection() {}

  static Optional<UplinkConfig> read(ConfigFile file) {
    if (!file.has(KEYS)) {
      return Optional.empty();
    }
    ConfigValues s = file.section(KEYS);
    StoreSection.keepApart(file, s, CERTIFICATE);
    return Optional.of(
        new UplinkConfig(
            url(s),
            s.get(CA),
            s.get(CERTIFICATE),
            s.get(KEY),
            s.get(KEYS_FOLDER),
            Duration.ofSeconds(s.get(RESEND_S)),
            s.get(BULK_KBIT_S),
            s.get(PICTURE_INTERFACES)));
  }

  private static String url(ConfigValues s) {
    String url = s.get(URL);
    boolean isLocal = url.matches("tcp://(127\\.0\\.0\\.1|localhost|\\[::1\\]):\\d{1,5}");
    if (!url.isEmpty() && !isLocal && !url.matches("ssl://[^/\\s]+:\\d{1,5}")) {
      s.problem(URL, url, "ssl://HOST:PORT, or tcp://127.0.0.1:PORT on this machine");
    }
    if (url.startsWith("ssl:")) {
      for (ConfigKey<Optional<Path>> key : List.of(CA, CERTIFICATE, KEY)) {
        if (s.get(key).isEmpty()) {
          s.problem(key, "", "a PEM file, since the broker is reached by ssl://");
        }
      }
    }
    return url;
  }
}
