package org.outrider.agent.link.directive;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SignedText;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.base.trust.VersionStore;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.people.iam.LogOn;
import org.outrider.agent.people.iam.Users;
import org.outrider.agent.policy.PolicyConfig;
import org.outrider.agent.policy.Profile;
import org.outrider.agent.policy.Profiles;
import org.outrider.agent.policy.SiteRetention;
import org.outrider.agent.record.retention.HoldList;
import org.outrider.agent.record.retention.RetentionStore;

/**
 * What central sends down, besides lists and acknowledgements: signed, each with a version that
 * only goes up, so that neither a forged nor a repeated message does anything. What is refused is a
 * fault and an event of the audit; what was in force stays so.
 */
public final class Directives {
  private static final FaultCode FAULT = FaultCode.DIRECTIVE_REFUSED;
  private static final String PROFILE = "profile";

  /**
   * Public keys that messages must be signed by.
   *
   * @param uplink folder for holds, support requests and hits of the beat
   * @param users folder for lists of users and released accounts
   * @param policy folder for profiles, and the days that the site states
   */
  public record Keys(Optional<Path> uplink, Optional<Path> users, PolicyConfig policy) {}

  /** Who lets people in; only on a unit that people log on to. */
  public record Door(Users users, LogOn logOn) {}

  private final UnitId unit;
  private final Keys keys;
  private final Profile profile;
  private final VersionStore versions;
  private final RetentionStore retention;
  private final Audit audit;
  private final Health health;
  private final RemoteCommands commands;
  private @Nullable Door door;

  public Directives(
      UnitId unit,
      Keys keys,
      Profile profile,
      VersionStore versions,
      RetentionStore retention,
      Audit audit,
      Health health,
      RemoteCommands commands) {
    this.unit = unit;
    this.keys = keys;
    this.profile = profile;
    this.versions = versions;
    this.retention = retention;
    this.audit = audit;
    this.health = health;
    this.commands = commands;
  }

  /** People log on to this unit; before the first directive. */
  public void door(Door to) {
    door = to;
    commands.door(to);
  }

  /** Takes what came on a topic. */
  public void take(String kind, byte[] message) {
    try {
      SignedText text = SignedText.parse(kind + " of central", message);
      switch (kind) {
        case Users.KIND -> users(message);
        case HoldList.KIND -> holds(text);
        case PROFILE -> profile(text, message);
        default -> {
          if (!kind.startsWith(RemoteCommands.TOPIC)) {
            throw new DirectiveException("not known, expected users, profile, holds, cmd/NAME");
          }
          commands.take(kind.substring(RemoteCommands.TOPIC.length()), text);
        }
      }
      health.clear(FAULT, kind);
    } catch (ConfigException | TrustException | DirectiveException e) {
      health.raise(FAULT, kind, String.valueOf(e.getMessage()));
      audit.note(
          AuditEntry.of(new Actor(Actor.CENTRAL, Actor.CENTRAL), Action.TAMPER, "directive", kind)
              .ended(AuditEntry.Result.DENY, String.valueOf(e.getMessage())));
    }
  }

  /** Why a directive is not followed. */
  static final class DirectiveException extends Exception {
    private static final long serialVersionUID = 1L;

    DirectiveException(String message) {
      super(message);
    }
  }

  public static TrustedKeys keys(Optional<Path> folder, String setting)
      throws TrustException, DirectiveException {
    if (folder.isEmpty()) {
      throw new DirectiveException(
          setting + ": (missing), expected the public keys that it must be signed by");
    }
    return TrustedKeys.of(folder.get());
  }

  private void users(byte[] message) throws DirectiveException {
    Door to = door;
    if (to == null) {
      throw new DirectiveException("users and console: (missing), nobody logs on to this unit");
    }
    if (!to.users().offer(message)) {
      throw new DirectiveException("refused, see USERS_REFUSED");
    }
  }

  private void holds(SignedText text) throws DirectiveException, ConfigException, TrustException {
    String source = "holds of central";
    text.verify(HoldList.KIND, source, keys(keys.uplink(), "uplink.keys"));
    HoldList list = HoldList.parse(source, text.text());
    if (!list.agency().equals(unit.agency())) {
      throw new DirectiveException(
          "agency %s, expected %s".formatted(list.agency(), unit.agency()));
    }
    long newest = versions.newestVersion(HoldList.KIND);
    if (list.version() < newest) {
      throw new DirectiveException(
          "version %d, expected %d or higher".formatted(list.version(), newest));
    }
    if (list.version() == newest) {
      return; // retained: it comes with each connection
    }
    CompletableFuture<Void> _ =
        retention
            .holdsOfCentral(list.holds(), list.version())
            .thenRun(
                () ->
                    audit.note(
                        AuditEntry.of(
                                new Actor(Actor.CENTRAL, Actor.CENTRAL),
                                Action.HOLD_SET,
                                "holds",
                                "version " + list.version())
                            .ended(AuditEntry.Result.ALLOW, list.holds().size() + " in force")));
  }

  private void profile(SignedText text, byte[] message)
      throws DirectiveException, ConfigException, TrustException {
    Profile next =
        Profiles.sent("profile of central", text, keys(keys.policy().keys(), "policy.keys"));
    if (!next.id().equals(profile.id())) {
      throw new DirectiveException("id %s, expected %s".formatted(next.id(), profile.id()));
    }
    long newest = Math.max(profile.version(), versions.newestVersion(PROFILE));
    if (next.version() < newest) {
      throw new DirectiveException(
          "version %d, expected %d or higher".formatted(next.version(), newest));
    }
    if (next.version() == profile.version()) {
      health.clear(FaultCode.PROFILE_WAITS, PROFILE); // no higher one was kept
      return;
    }
    SiteRetention.check(next, keys.policy().retentionDays());
    CompletableFuture<Void> _ =
        versions
            .keepMessage(PROFILE, next.version(), message)
            .thenRun(
                () ->
                    health.raise(
                        FaultCode.PROFILE_WAITS,
                        PROFILE,
                        next.stamp() + " is here and in force from the next start"));
  }

  /** Kinds of files that are sent. */
  public static List<String> kinds() {
    return List.of(Users.KIND, HoldList.KIND, PROFILE);
  }
}
