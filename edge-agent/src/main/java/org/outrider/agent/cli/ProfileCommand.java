package org.outrider.agent.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.policy.Law;
import org.outrider.agent.policy.Profile;
import org.outrider.agent.policy.Profiles;
import org.outrider.agent.policy.Setting;
import org.outrider.agent.policy.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Everything that is done with agency profiles. */
@Command(
    name = "profile",
    description = "Checks, explains, compares and signs agency profiles.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  outrider profile list",
      "  outrider profile explain clinton-12-10 category",
      "  outrider profile diff default glendora-424",
      "  outrider profile check our-agency.toml",
      "  outrider profile sign our-agency.toml --key keys/agency.key.pem",
      "  outrider profile verify our-agency.toml --keys keys"
    })
final class ProfileCommand {
  @Spec CommandSpec spec;

  ProfileCommand() {
    spec = CommandSpec.create();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** For those who write profiles: a file need not be signed to be looked at. */
  private static Profile profile(String name) throws ConfigException {
    return name.endsWith(".toml") ? Profiles.unsigned(Path.of(name)) : Profiles.shipped(name);
  }

  @Command(
      name = "list",
      description = "Names the profiles that are shipped.",
      mixinStandardHelpOptions = true)
  int list() throws ConfigException {
    for (String id : Profiles.shipped()) {
      Profile p = Profiles.shipped(id);
      out().printf("%-22s %s, %s%n", p.stamp(), p.agency(), p.policy());
    }
    return Exit.OK;
  }

  @Command(
      name = "check",
      description =
          "Says whether a profile is right: exit 0 if it is, 2 with every problem if not.",
      mixinStandardHelpOptions = true)
  int check(
      @Parameters(paramLabel = "NAME", description = "Shipped profile, or a .toml file.")
          String name)
      throws ConfigException {
    Profile p = profile(name);
    long stated = Settings.all().stream().filter(s -> !p.clause(s).isEmpty()).count();
    out()
        .printf(
            "%s: right; %s stated, %d at their defaults; keeps to %s%n",
            p.stamp(),
            Counted.of(stated, "setting"),
            Settings.all().size() - stated,
            p.laws().isEmpty()
                ? "no law that it names"
                : String.join(", ", p.laws().stream().map(Law::citation).toList()));
    return Exit.OK;
  }

  @Command(
      name = "explain",
      description = "Says what holds, and which clause says so.",
      mixinStandardHelpOptions = true)
  int explain(
      @Parameters(paramLabel = "NAME", description = "Shipped profile, or a .toml file.")
          String name,
      @Parameters(
              arity = "0..1",
              paramLabel = "KEY",
              defaultValue = "",
              description = "Only settings that begin so, such as retention.")
          String key,
      @Option(names = "--json", description = "One JSON object.") boolean isJson)
      throws ConfigException, CommandException {
    Profile p = profile(name);
    List<Setting<?>> settings =
        new ArrayList<>(Settings.all().stream().filter(s -> s.key().startsWith(key)).toList());
    if (settings.isEmpty()) {
      throw new CommandException(
          "setting \"" + key + "\": not known; see outrider profile explain " + name);
    }
    if (isJson) {
      json(p, settings);
      return Exit.OK;
    }
    out()
        .printf(
            "%s: %s, %s%s%n",
            p.stamp(),
            p.agency(),
            p.policy(),
            p.effective() == null ? "" : ", in effect since " + p.effective());
    for (Law law : p.laws()) {
      out().println("  keeps to " + law.citation());
    }
    for (Setting<?> s : settings) {
      String from = p.clause(s).isEmpty() ? "not stated, safest" : p.clause(s);
      out().printf("%n%s = %s   (%s)%n", s.key(), p.text(s), s.expected());
      out()
          .printf(
              "  %s [%s; %s, %s]%s%n",
              s.meaning(),
              from,
              s.conflict(),
              s.requirement(),
              s.isActedOn() ? "" : " (no effect yet)");
    }
    return Exit.OK;
  }

  private void json(Profile p, List<Setting<?>> settings) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("profile", p.stamp());
    all.put("agency", p.agency());
    all.put("policy", p.policy());
    all.put("laws", p.laws().stream().map(Law::citation).toList());
    Map<String, Object> values = new LinkedHashMap<>();
    for (Setting<?> s : settings) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("value", p.text(s));
      one.put("clause", p.clause(s).isEmpty() ? null : p.clause(s));
      one.put("conflict", s.conflict());
      one.put("requirement", s.requirement());
      one.put("meaning", s.meaning());
      one.put("expected", s.expected());
      one.put("is_acted_on", s.isActedOn());
      values.put(s.key(), one);
    }
    all.put("settings", values);
    out().println(Json.text(all));
  }

  @Command(
      name = "diff",
      description = "Says on what two profiles differ. Exit 1 when they do.",
      mixinStandardHelpOptions = true)
  int diff(
      @Parameters(paramLabel = "NAME", description = "Shipped profile, or a .toml file.")
          String name,
      @Parameters(paramLabel = "OTHER", description = "The one to compare with.") String other,
      @Option(names = "--json", description = "One JSON array.") boolean isJson)
      throws ConfigException {
    List<Profile.Difference> differences = profile(name).differences(profile(other));
    if (isJson) {
      List<Object> all = new ArrayList<>();
      for (Profile.Difference d : differences) {
        Map<String, @Nullable Object> one = new LinkedHashMap<>();
        one.put("setting", d.setting().key());
        one.put("here", d.here());
        one.put("here_clause", d.hereClause());
        one.put("there", d.there());
        one.put("there_clause", d.thereClause());
        all.add(one);
      }
      out().println(Json.text(all));
    } else {
      for (Profile.Difference d : differences) {
        out().println(d.setting().key());
        out().printf("  %-22s %s%s%n", name, d.here(), clause(d.hereClause()));
        out().printf("  %-22s %s%s%n", other, d.there(), clause(d.thereClause()));
      }
      out().printf("%d of %d settings differ%n", differences.size(), Settings.all().size());
    }
    return differences.isEmpty() ? Exit.OK : Exit.WARNING;
  }

  private static String clause(String clause) {
    return clause.isEmpty() ? "  (not stated)" : "  [" + clause + "]";
  }

  @Command(
      name = "sign",
      description = "Signs a profile that is right: writes FILE.sig beside it.",
      mixinStandardHelpOptions = true)
  int sign(
      @Parameters(paramLabel = "FILE", description = "A .toml file.") Path file,
      @Option(
              names = "--key",
              paramLabel = "NAME.key.pem",
              required = true,
              description = "Its public NAME.pem lies beside it.")
          Path key)
      throws ConfigException, TrustException {
    out().println(Profiles.sign(file, SigningKey.read(key)) + ": written");
    return Exit.OK;
  }

  @Command(
      name = "verify",
      description = "Checks a profile and its signature as a unit would.",
      mixinStandardHelpOptions = true)
  int verify(
      @Parameters(paramLabel = "FILE", description = "A .toml file.") Path file,
      @Option(
              names = "--keys",
              paramLabel = "DIR",
              defaultValue = "/etc/outrider/profile-keys",
              description = "Public keys to trust (default ${DEFAULT-VALUE}).")
          Path keys)
      throws ConfigException, TrustException {
    Profile p = Profiles.signed(file, TrustedKeys.of(keys));
    out().println(p.stamp() + ": signed and right");
    return Exit.OK;
  }
}
