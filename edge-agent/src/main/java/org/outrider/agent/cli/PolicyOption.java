package org.outrider.agent.cli;

import java.nio.file.Path;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.policy.Profile;
import org.outrider.agent.policy.Profiles;
import org.outrider.agent.unit.ProfileRules;
import picocli.CommandLine.Option;

/** Whose rules a command goes by. */
public final class PolicyOption {
  @Option(
      names = "--profile",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "Shipped profile, or a signed .toml file (default ${DEFAULT-VALUE}).")
  String name = "default";

  @Option(
      names = "--profile-keys",
      paramLabel = "DIR",
      defaultValue = "/etc/outrider/profile-keys",
      description = "Public keys that a file must be signed by (default ${DEFAULT-VALUE}).")
  Path keys = Path.of(".");

  public ProfileRules policy() throws ConfigException, TrustException {
    Profile profile =
        name.endsWith(".toml")
            ? Profiles.signed(Path.of(name), TrustedKeys.of(keys))
            : Profiles.shipped(name);
    return new ProfileRules(profile);
  }
}
