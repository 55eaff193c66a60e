package org.outrider.agent.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.audit.Action;
import org.outrider.agent.audit.Audit;
import org.outrider.agent.audit.AuditEntry;
import org.outrider.agent.config.ConfigException;
import org.outrider.agent.config.UnitConfig;
import org.outrider.agent.health.Health;
import org.outrider.agent.iam.Actor;
import org.outrider.agent.iam.LogOn;
import org.outrider.agent.policy.Profile;
import org.outrider.agent.policy.Profiles;
import org.outrider.agent.read.UnitId;
import org.outrider.agent.retention.HoldList;
import org.outrider.agent.store.SqliteStore;
import org.outrider.agent.trust.SignedText;
import org.outrider.agent.trust.TrustException;
import org.outrider.agent.trust.TrustedKeys;

/**
 * What central sends down, besides lists and acknowledgements: signed, each with a version that
 * only goes up, so that neither a forged nor a repeated message does anything. What is refused is a
 * fault and an event of the audit; what was in force stays so.
 */
final class Directives {
  private static final String FAULT = "DIRECTIVE_REFUSED";
  private static final String PROFILE = "profile";

  /** Who lets people in; only on a unit that people log on to. */
  record Door(Users users, LogOn logOn) {}

  private final UnitId unit;
  private final UnitConfig config;
  private final Profile profile;
  private final SqliteStore store;
  private final Audit audit;
  private final Health health;
  private final Commands commands;
  private @Nullable Door door;

  Directives(
      UnitId unit,
      UnitConfig config,
      Profile profile,
      SqliteStore store,
      Audit audit,
      Health health,
      Commands commands) {
    this.unit = unit;
    this.config = config;
    this.profile = profile;
    this.store = store;
    this.audit = audit;
    this.health = health;
    this.commands = commands;
  }

  /** People log on to this unit; before the first directive. */
  void door(Door to) {
    door = to;
    commands.door(to);
  }

  /** Takes what came on a topic. */
  void take(String kind, byte[] message) {
    try {
      SignedText text = SignedText.parse(kind + " of central", message);
      switch (kind) {
        case Users.KIND -> users(message);
        case HoldList.KIND -> holds(text);
        case PROFILE -> profile(text, message);
        default -> {
          if (!kind.startsWith(Commands.TOPIC)) {
            throw new DirectiveException("not known, expected users, profile, holds, cmd/NAME");
          }
          commands.take(kind.substring(Commands.TOPIC.length()), text);
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

  static TrustedKeys keys(Optional<Path> folder, String setting)
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
    text.verify(
        HoldList.KIND,
        source,
        keys(config.uplink().flatMap(UnitConfig.UplinkConfig::keys), "uplink.keys"));
    HoldList list = HoldList.parse(source, text.text());
    if (!list.agency().equals(unit.agency())) {
      throw new DirectiveException(
          "agency %s, expected %s".formatted(list.agency(), unit.agency()));
    }
    long newest = store.newestVersion(HoldList.KIND);
    if (list.version() < newest) {
      throw new DirectiveException(
          "version %d, expected %d or higher".formatted(list.version(), newest));
    }
    if (list.version() == newest) {
      return; // retained: it comes with each connection
    }
    CompletableFuture<Void> _ =
        store
            .retention()
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
        Profiles.sent("profile of central", text, keys(config.policy().keys(), "policy.keys"));
    if (!next.id().equals(profile.id())) {
      throw new DirectiveException("id %s, expected %s".formatted(next.id(), profile.id()));
    }
    long newest = Math.max(profile.version(), store.newestVersion(PROFILE));
    if (next.version() < newest) {
      throw new DirectiveException(
          "version %d, expected %d or higher".formatted(next.version(), newest));
    }
    if (next.version() == profile.version()) {
      return;
    }
    Policy _ = Policy.checked(next, config.policy().retentionDays());
    CompletableFuture<Void> _ = store.directives().put(PROFILE, next.version(), message);
    health.raise(
        "PROFILE_WAITS", PROFILE, next.stamp() + " is here and in force from the next start");
  }

  /**
   * The policy of a unit: as it is configured, or a higher version of the same profile that central
   * sent since.
   */
  static Policy policy(UnitConfig.PolicyConfig config, byte @Nullable [] message, Health health)
      throws ConfigException, TrustException {
    Policy configured = Policy.of(config);
    if (message == null || config.keys().isEmpty()) {
      return configured;
    }
    try {
      String source = "profile of central";
      Profile sent =
          Profiles.sent(
              source, SignedText.parse(source, message), TrustedKeys.of(config.keys().get()));
      return sent.id().equals(configured.profile().id())
              && sent.version() > configured.profile().version()
          ? Policy.checked(sent, config.retentionDays())
          : configured;
    } catch (ConfigException | TrustException e) {
      health.raise(FAULT, PROFILE, String.valueOf(e.getMessage()));
      return configured;
    }
  }

  /** Kinds of files that are sent. */
  static List<String> kinds() {
    return List.of(Users.KIND, HoldList.KIND, PROFILE);
  }
}
