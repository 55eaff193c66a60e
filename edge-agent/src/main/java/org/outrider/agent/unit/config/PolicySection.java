package org.outrider.agent.unit.config;

import java.nio.file.Path;
import java.util.Optional;
import org.outrider.agent.policy.PolicyConfig;

/** {@code [policy]}. */
final class PolicySection {
  static final ConfigKeys KEYS = ConfigKeys.of("policy");
  private static final ConfigKey<String> PROFILE =
      KEYS.key(
          "profile",
          "name or signed .toml file, **default**",
          "agency [profile](profiles.md)",
          (s, key, file) -> s.text(key, "default"));
  private static final ConfigKey<Optional<Path>> KEYS_FOLDER =
      KEYS.path(
          "keys", "path; required for a file", "public keys that must have signed the profile");
  private static final ConfigKey<Optional<Integer>> RETENTION_DAYS =
      KEYS.integerOrNone(
          "retention_days",
          1,
          36_500,
          "required if the profile leaves it to the site",
          "days for which central keeps reads");

  private PolicySection() {}

  static PolicyConfig read(ConfigFile file) {
    ConfigValues s = file.section(KEYS);
    String profile = s.get(PROFILE);
    boolean isFile = profile.endsWith(".toml");
    if (isFile && s.get(KEYS_FOLDER).isEmpty()) {
      s.problem(KEYS_FOLDER, "", "a folder of public keys, since the profile is a file");
    }
    return new PolicyConfig(
        isFile ? file.resolve(profile).toString() : profile,
        s.get(KEYS_FOLDER),
        s.get(RETENTION_DAYS));
  }
}
