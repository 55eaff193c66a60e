package org.outrider.agent.unit.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code [console]}. */
final class ConsoleSection {
  static final ConfigKeys KEYS = ConfigKeys.of("console");
  private static final ConfigKey<String> HOST =
      KEYS.key(
          "host",
          "**127.0.0.1**",
          "listening address; any other than loopback requires certificate and key",
          (s, key, file) -> s.text(key, "127.0.0.1"));
  private static final ConfigKey<Integer> PORT =
      KEYS.integer("port", 8480, 0, 65_535, "listening port; 0 for any free port");
  private static final ConfigKey<Optional<Path>> CERTIFICATE =
      KEYS.path("certificate", "PEM file", "server certificate of the console (TLS 1.3)");
  private static final ConfigKey<Optional<Path>> KEY =
      KEYS.path("key", "PEM file", "key of the server certificate");
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

  private ConsoleSection() {}

  static Optional<UnitConfig.ConsoleConfig> read(ConfigFile file) {
    if (!file.has(KEYS)) {
      return Optional.empty();
    }
    ConfigValues s = file.section(KEYS);
    if (!file.has(UsersSection.KEYS)) {
      file.problem("users: (missing), nobody could log on to the console");
    }
    StoreSection.keepApart(file, s, CERTIFICATE);
    String host = s.get(HOST);
    Optional<Path> certificate = s.get(CERTIFICATE);
    Optional<Path> key = s.get(KEY);
    if (!LOOPBACK.contains(host) || certificate.isPresent() || key.isPresent()) {
      for (ConfigKey<Optional<Path>> needed : List.of(CERTIFICATE, KEY)) {
        if (s.get(needed).isEmpty()) {
          s.problem(needed, "", "a PEM file, since the console is reached over a network");
        }
      }
    }
    return Optional.of(
        new UnitConfig.ConsoleConfig(
            host,
            s.get(PORT),
            certificate.flatMap(c -> key.map(k -> new UnitConfig.ConsoleTls(c, k)))));
  }
}
