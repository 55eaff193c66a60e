package org.outrider.agent.unit.config;

import java.nio.file.Path;
import java.util.Optional;
import org.outrider.agent.people.iam.UsersConfig;

/** {@code [users]}. */
final class UsersSection {
  static final ConfigKeys KEYS = ConfigKeys.of("users");
  private static final ConfigKey<Path> LIST =
      KEYS.requiredPath("list", "signed list of [users](users.md)");
  private static final ConfigKey<Path> KEYS_FOLDER =
      KEYS.requiredPath(
          "keys", "public keys that must have signed the list, as a folder or one file");
  private static final ConfigKey<Optional<Path>> ACCOUNTS =
      KEYS.path(
          "accounts",
          "path, **accounts.db** beside the database",
          "failed attempts and acknowledged policies");

  private UsersSection() {}

  static Optional<UsersConfig> read(ConfigFile file) {
    if (!file.has(KEYS)) {
      return Optional.empty();
    }
    ConfigValues s = file.section(KEYS);
    return Optional.of(
        new UsersConfig(
            s.get(LIST),
            s.get(KEYS_FOLDER),
            s.get(ACCOUNTS).orElse(StoreSection.database(file).resolveSibling("accounts.db"))));
  }
}
