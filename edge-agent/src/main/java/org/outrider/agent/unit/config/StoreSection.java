package org.outrider.agent.unit.config;

import java.nio.file.Path;
import java.util.Optional;

/** {@code [store]} and {@code [audit]}: what the unit keeps. */
final class StoreSection {
  static final ConfigKeys KEYS = ConfigKeys.of("store");
  private static final ConfigKey<Optional<Path>> FILE =
      KEYS.path("file", "path, **outrider.db**", "the unit's database");
  private static final ConfigKey<Integer> MAX_MB =
      KEYS.integer(
          "max_mb", 8192, 16, 4_000_000, "maximum size; see [what is purged first](retention.md)");

  static final ConfigKeys AUDIT = ConfigKeys.of("audit");
  private static final ConfigKey<Optional<Path>> AUDIT_FILE =
      AUDIT.path("file", "path, **audit.db** beside the database", "[audit trail](audit.md)");
  private static final ConfigKey<Optional<Path>> AUDIT_KEY =
      AUDIT.path(
          "key",
          "path ending in .key.pem, **unit.key.pem** beside the database",
          "the unit's signing key, generated at the first start");

  private StoreSection() {}

  static UnitConfig.StoreConfig read(ConfigFile file) {
    return new UnitConfig.StoreConfig(database(file), file.section(KEYS).get(MAX_MB));
  }

  /** Place of the unit's database, beside which other files are by default. */
  static Path database(ConfigFile file) {
    return file.section(KEYS).get(FILE).orElse(file.resolve("outrider.db"));
  }

  static UnitConfig.AuditConfig audit(ConfigFile file) {
    ConfigValues s = file.section(AUDIT);
    Path key = auditKey(file, s);
    if (!key.toString().endsWith(".key.pem")) {
      s.problem(AUDIT_KEY, key.toString(), "a path that ends in .key.pem");
    }
    return new UnitConfig.AuditConfig(
        s.get(AUDIT_FILE).orElse(database(file).resolveSibling("audit.db")), key);
  }

  private static Path auditKey(ConfigFile file, ConfigValues s) {
    return s.get(AUDIT_KEY).orElse(database(file).resolveSibling("unit.key.pem"));
  }

  /**
   * Refuses a certificate at the path where the unit writes the public half of its signing key,
   * which it would find occupied at its first start.
   */
  static void keepApart(ConfigFile file, ConfigValues s, ConfigKey<Optional<Path>> certificate) {
    Path key = auditKey(file, file.section(AUDIT));
    Path open =
        key.resolveSibling(String.valueOf(key.getFileName()).replaceAll("\\.key\\.pem$", ".pem"));
    Optional<Path> given = s.get(certificate);
    if (given.isPresent()
        && given.get().toAbsolutePath().normalize().equals(open.toAbsolutePath().normalize())) {
      s.problem(
          certificate,
          given.get().toString(),
          "another path, or another audit.key: the unit writes the public half of its signing key"
              + " there");
    }
  }
}
