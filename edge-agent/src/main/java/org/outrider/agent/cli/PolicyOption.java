package org.outrider.agent.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.policy.Profile;
import org.outrider.agent.policy.Profiles;
import org.outrider.agent.unit.ProfileRules;
import org.outrider.agent.unit.config.UnitConfig;
import picocli.CommandLine.Option;

/** Whose rules a command goes by. */
public final class PolicyOption {
  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "Shipped profile, or a signed .toml file (default: default).")
  @Nullable String name;

  @Option(
      names = "--profile-keys",
      paramLabel = "DIR",
      defaultValue = "/etc/outrider/profile-keys",
      description = "Public keys that a file must be signed by (default ${DEFAULT-VALUE}).")
  Path keys = Path.of(".");

  public ProfileRules policy() throws ConfigException, TrustException {
    String id = name == null ? "default" : name;
    Profile profile =
        id.endsWith(".toml")
            ? Profiles.signed(Path.of(id), TrustedKeys.of(keys))
            : Profiles.shipped(id);
    return new ProfileRules(profile);
  }

  /** The same, but where no profile is named that of a unit, if there is one. */
  ProfileRules policy(Optional<UnitConfig> unit) throws ConfigException, TrustException {
    return name == null && unit.isPresent() ? ProfileRules.of(unit.get().policy()) : policy();
  }
}
