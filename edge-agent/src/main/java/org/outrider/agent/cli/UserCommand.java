package org.outrider.agent.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.console.RightsTable;
import org.outrider.agent.people.iam.Password;
import org.outrider.agent.people.iam.ReleaseCode;
import org.outrider.agent.people.iam.User;
import org.outrider.agent.people.iam.UserList;
import org.outrider.hal.clock.SystemClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Everything that is done with lists of users and their accounts. */
@Command(
    name = "user",
    description = "Makes and checks lists of users; releases locked accounts.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  outrider user password                       # asks twice, prints what goes into the list",
      "  outrider user check users.toml",
      "  outrider user sign users.toml --key keys/agency.key.pem",
      "  outrider user rights --profile glendora-424  # which role may ask what of the console",
      "  outrider user list users.toml --keys user-keys",
      "  outrider user try --as jdoe                  # logs on; says why not",
      "  outrider user release jdoe --as asmith",
      "  outrider user code jdoe --unit CT0000000/car-7 --challenge K7QX-2M4P --secret-file me"
    })
final class UserCommand {
  @Spec CommandSpec spec;

  UserCommand() {
    spec = CommandSpec.create();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  @Command(
      name = "password",
      description = "Prints a password as a list of users keeps it.",
      mixinStandardHelpOptions = true)
  int password(
      @Option(
              names = "--password-file",
              paramLabel = "FILE",
              description = "Whose first line is the password; else it is asked for, twice.")
          @Nullable Path file)
      throws CommandException {
    char[] password;
    if (file != null) {
      password = LogOnOptions.firstLine(file);
    } else {
      password = LogOnOptions.typed("Password: ");
      char[] again = LogOnOptions.typed("Again: ");
      if (!Arrays.equals(password, again)) {
        throw new CommandException("the two are not the same");
      }
    }
    if (password.length < Password.LEAST_CHARS) {
      throw new CommandException(
          "password: too short, expected at least " + Password.LEAST_CHARS + " characters");
    }
    out().println(Password.of(password).text());
    return Exit.OK;
  }

  @Command(
      name = "check",
      description = {
        "Checks a list: exit 0 if units would take it up, 2 with every problem if not.",
        "With --keys, its signature too."
      },
      mixinStandardHelpOptions = true)
  int check(
      @Parameters(paramLabel = "FILE") Path file,
      @Option(
              names = "--keys",
              paramLabel = "DIR",
              description = "Public keys that the list must be signed by.")
          @Nullable Path keys)
      throws CommandException, ConfigException, TrustException {
    UserList list =
        keys == null ? UserList.unsigned(file) : UserList.signed(file, TrustedKeys.of(keys));
    timely(file, list);
    out()
        .printf(
            "%s: version %d, %s, signature %s%n",
            file,
            list.version(),
            Counted.of(list.users().size(), "user"),
            keys == null ? "not checked (--keys checks it)" : "right");
    return Exit.OK;
  }

  private static void timely(Path file, UserList list) throws CommandException {
    Optional<String> untimely = list.untimely(new SystemClock().utc());
    if (untimely.isPresent()) {
      throw new CommandException(file + ": " + untimely.get());
    }
  }

  @Command(
      name = "sign",
      description = "Signs a list that is right; the signature lies beside it as FILE.sig.",
      mixinStandardHelpOptions = true)
  int sign(
      @Parameters(paramLabel = "FILE") Path file,
      @Option(names = "--key", paramLabel = "NAME.key.pem", required = true) Path key)
      throws CommandException, ConfigException, TrustException {
    timely(file, UserList.unsigned(file));
    out().println(UserList.sign(file, SigningKey.read(key)) + ": written");
    return Exit.OK;
  }

  @Command(
      name = "list",
      description = "Who is on a signed list, as a unit sees it.",
      mixinStandardHelpOptions = true)
  int list(
      @Parameters(paramLabel = "FILE") Path file,
      @Option(names = "--keys", paramLabel = "DIR", required = true) Path keys,
      @Option(names = "--json", description = "One JSON object.") boolean isJson)
      throws CommandException, ConfigException, TrustException {
    UserList list = UserList.signed(file, TrustedKeys.of(keys));
    if (isJson) {
      List<Map<String, Object>> users = new ArrayList<>();
      for (User u : list.users()) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("user_id", u.userId());
        one.put("name", u.name());
        one.put("role", u.role());
        one.put(
            "training_valid_until",
            u.trainingValidUntil() == null ? null : u.trainingValidUntil().toString());
        one.put("acknowledged", u.acknowledged());
        one.put("second_factor", u.totp() != null);
        users.add(one);
      }
      Map<String, Object> o = new LinkedHashMap<>();
      o.put("agency", list.agency());
      o.put("version", list.version());
      o.put("valid_until", list.validUntil().toString());
      o.put("users", users);
      out().println(Json.MAPPER.valueToTree(o).toString());
      return Exit.OK;
    }
    out()
        .printf(
            "%s version %d, valid until %s%n", list.agency(), list.version(), list.validUntil());
    for (User u : list.users()) {
      out()
          .printf(
              "  %-16s %-14s training until %-11s %s%s%n",
              u.userId(),
              u.role(),
              u.trainingValidUntil() == null ? "never" : u.trainingValidUntil(),
              u.acknowledged().isEmpty() ? "nothing acknowledged" : u.acknowledged(),
              u.totp() == null ? "" : ", second factor");
    }
    return Exit.OK;
  }

  @Command(
      name = "rights",
      description = "Which role may ask what of the console, as a table in Markdown.",
      mixinStandardHelpOptions = true)
  int rights(@Mixin PolicyOption policy) throws ConfigException, TrustException {
    out().print(RightsTable.of(policy.policy().consoleRules().rights()));
    return Exit.OK;
  }

  @Command(
      name = "try",
      description = "Logs on and does nothing: says who that is, or why not (exit 2).",
      mixinStandardHelpOptions = true)
  int tryOut(@Mixin LogOnOptions who, @Mixin PolicyOption policy)
      throws CommandException, ConfigException, TrustException {
    User user = who.logOn(policy.policy());
    out().println(user.userId() + ": " + user.role());
    return Exit.OK;
  }

  @Command(
      name = "code",
      description = {
        "Answers the challenge that a locked account shows, to be told over the telephone.",
        "Made with the administrator's own secret, `release` in the list of users."
      },
      mixinStandardHelpOptions = true)
  int code(
      @Parameters(paramLabel = "USER", description = "Whose account is locked.") String userId,
      @Option(names = "--unit", paramLabel = "AGENCY/UNIT", required = true) String unit,
      @Option(names = "--challenge", paramLabel = "CHALLENGE", required = true) String challenge,
      @Option(
              names = "--secret-file",
              paramLabel = "FILE",
              required = true,
              description = "Whose first line is the administrator's secret, Base32.")
          Path secret)
      throws CommandException {
    String text = new String(LogOnOptions.firstLine(secret)).strip();
    if (!text.matches("[A-Z2-7]{16,64}")) {
      throw new CommandException(secret + ": expected 16 to 64 characters of Base32");
    }
    if (!challenge.matches("[A-Za-z2-7]{4}-?[A-Za-z2-7]{4}")) {
      throw new CommandException(
          "--challenge %s: expected 8 letters and digits as the unit shows them"
              .formatted(challenge));
    }
    out().println(ReleaseCode.code(text, unit, userId, challenge));
    return Exit.OK;
  }

  @Command(
      name = "release",
      description = "Opens a locked account again; an administrator's, and never one's own.",
      mixinStandardHelpOptions = true)
  int release(
      @Parameters(paramLabel = "USER") String userId,
      @Mixin LogOnOptions who,
      @Mixin PolicyOption policy)
      throws CommandException, ConfigException, TrustException {
    who.release(userId, policy.policy());
    out().println(userId + ": released");
    return Exit.OK;
  }
}
