package org.outrider.agent.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.people.iam.Actor;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Requester of a change to an entry, the unit it concerns, and the rules that apply. */
final class EntryOptions {
  @Mixin HotListCommand.Place place = new HotListCommand.Place();

  @Mixin LogOnOptions who = new LogOnOptions();

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      defaultValue = "",
      description = {
        "officer, supervisor or administrator: believed where there is no list of users,",
        "else not to be given."
      })
  String role = "";

  @Mixin PolicyOption policy = new PolicyOption();

  Actor actor() throws CommandException, ConfigException, TrustException {
    if (who.isProved()) {
      if (!role.isEmpty()) {
        throw new CommandException("--role: not to be given, the list of users says it");
      }
      return who.logOn(policy.policy()).actor();
    }
    if (!Actor.ROLES.contains(role)) {
      throw new CommandException("--role " + role + ", expected any of " + Actor.ROLES);
    }
    return new Actor(who.user, role);
  }

  /** Parses the end of an entry: a time, or a span from now such as 7d or 12h. */
  static Instant end(String text, Instant now) throws CommandException {
    try {
      if (text.matches("\\d{1,4}[dh]")) {
        long n = Long.parseLong(text.substring(0, text.length() - 1));
        return now.plus(text.endsWith("d") ? Duration.ofDays(n) : Duration.ofHours(n));
      }
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new CommandException(
          "--expires " + text + ", expected 7d, 12h or a time such as 2027-01-31T06:00:00Z");
    }
  }
}
