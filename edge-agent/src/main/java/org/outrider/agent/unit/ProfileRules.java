package org.outrider.agent.unit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.alert.AlertRules;
import org.outrider.agent.alert.disposition.DispositionRules;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SignedText;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.console.ConsoleRules;
import org.outrider.agent.console.Rights;
import org.outrider.agent.hotlist.AgeLimits;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.custom.CustomRules;
import org.outrider.agent.hotlist.live.ListRules;
import org.outrider.agent.hotlist.match.Confusions;
import org.outrider.agent.hotlist.match.MatchRules;
import org.outrider.agent.hotlist.release.ImportRules;
import org.outrider.agent.people.audit.Keep;
import org.outrider.agent.people.iam.LogOnRules;
import org.outrider.agent.people.iam.SessionRules;
import org.outrider.agent.policy.AlertSettings;
import org.outrider.agent.policy.AuditSettings;
import org.outrider.agent.policy.CaptureSettings;
import org.outrider.agent.policy.CustomEntrySettings;
import org.outrider.agent.policy.DeliverySettings;
import org.outrider.agent.policy.HotListSettings;
import org.outrider.agent.policy.InventorySettings;
import org.outrider.agent.policy.MatchSettings;
import org.outrider.agent.policy.PeopleSettings;
import org.outrider.agent.policy.PolicyConfig;
import org.outrider.agent.policy.Profile;
import org.outrider.agent.policy.Profiles;
import org.outrider.agent.policy.RetentionSettings;
import org.outrider.agent.policy.Rule;
import org.outrider.agent.policy.SearchSettings;
import org.outrider.agent.policy.SiteRetention;
import org.outrider.agent.record.RecordStamp;
import org.outrider.agent.record.retention.RetentionRules;

/**
 * A profile as the rules that each feature is given.
 *
 * @param retentionDays for which central keeps reads, as the site says; empty for the profile's
 *     word
 */
public record ProfileRules(Profile profile, Optional<Integer> retentionDays) {

  /** A profile alone, where no site says more. */
  public ProfileRules(Profile profile) {
    this(profile, Optional.empty());
  }

  /**
   * The profile that a unit is configured for.
   *
   * @throws ConfigException when it is not right, or leaves to the site what the site does not say
   * @throws TrustException when a file is not signed by a trusted key
   */
  public static ProfileRules of(PolicyConfig config) throws ConfigException, TrustException {
    Profile profile =
        config.profile().endsWith(".toml")
            ? Profiles.signed(
                Path.of(config.profile()), TrustedKeys.of(config.keys().orElse(Path.of("keys"))))
            : Profiles.shipped(config.profile());
    return checked(profile, config.retentionDays());
  }

  /**
   * A profile at a site.
   *
   * @throws ConfigException when it leaves to the site what the site does not say
   */
  static ProfileRules checked(Profile profile, Optional<Integer> days) throws ConfigException {
    SiteRetention.check(profile, days);
    return new ProfileRules(profile, days);
  }

  /**
   * The policy of a unit: as it is configured, or a higher version of the same profile that central
   * sent since.
   */
  public static ProfileRules inForce(PolicyConfig config, byte @Nullable [] message, Health health)
      throws ConfigException, TrustException {
    ProfileRules configured = of(config);
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
          ? checked(sent, config.retentionDays())
          : configured;
    } catch (ConfigException | TrustException e) {
      health.raise(FaultCode.DIRECTIVE_REFUSED, "profile", String.valueOf(e.getMessage()));
      return configured;
    }
  }

  /** Rules for the lists in force. */
  public ListRules listRules() {
    return new ListRules(ageLimits(), importRules(), customRules());
  }

  public ImportRules importRules() {
    return new ImportRules(
        Set.copyOf(profile.get(HotListSettings.SOURCES)),
        profile.forbidden(),
        ImportRules.DEFAULT.mostBadShare(),
        ImportRules.DEFAULT.mostShrink(),
        profile.get(MatchSettings.PARTIAL_MIN_KNOWN),
        Math.min(
            profile.get(MatchSettings.PARTIAL_MIN_KNOWN),
            profile.get(MatchSettings.DESCRIPTOR)
                ? profile.get(MatchSettings.DESCRIPTOR_MIN_KNOWN)
                : Integer.MAX_VALUE));
  }

  /** Whether anything but the plate is told of a vehicle (CAP-02). */
  boolean tellsVehicle() {
    return profile.get(CaptureSettings.VEHICLE_ATTRIBUTES);
  }

  public MatchRules matchRules(Confusions confusions) {
    return new MatchRules(
        profile.forbidden(),
        profile.get(MatchSettings.SIMILAR_MIN_LIKELIHOOD),
        profile.get(MatchSettings.SIMILAR) ? MatchRules.DEFAULT.mostSubstitutions() : 0,
        profile.get(MatchSettings.PARTIAL),
        profile.get(MatchSettings.PARTIAL_MIN_KNOWN),
        profile.get(MatchSettings.DESCRIPTOR),
        confusions);
  }

  /** Whether a log-on looks for newer lists at once (HL-04). */
  boolean syncsOnLogOn() {
    return profile.get(HotListSettings.ON_LOGIN);
  }

  public Duration syncInterval() {
    return Duration.ofHours(profile.get(HotListSettings.INTERVAL_H));
  }

  public AgeLimits ageLimits() {
    return new AgeLimits(
        Duration.ofHours(profile.get(HotListSettings.STALE_WARN_H)),
        Duration.ofHours(profile.get(HotListSettings.STALE_BLOCK_H)));
  }

  AlertRules alertRules() {
    Map<Category, AlertRules.CategoryRule> out = new EnumMap<>(Category.class);
    for (Category c : Category.values()) {
      Rule rule = profile.rule(c);
      if (rule != Rule.FORBIDDEN) {
        out.put(
            c,
            new AlertRules.CategoryRule(
                AlertRules.Telling.valueOf(rule.name()),
                AlertRules.Response.valueOf(profile.response(c).toUpperCase(java.util.Locale.ROOT)),
                profile.advisesDispatch(c),
                profile.waitsForBackup(c)));
      }
    }
    return new AlertRules(
        out,
        ageLimits(),
        profile.get(MatchSettings.PARTIAL_MAX_PER_HOUR),
        profile.get(AlertSettings.VERIFY_REMINDER));
  }

  DispositionRules dispositionRules() {
    return new DispositionRules(
        profile.get(AlertSettings.DISPOSITION).equals("required"),
        Duration.ofSeconds(profile.get(AlertSettings.ESCALATE_S)),
        !profile.get(AlertSettings.VERIFY_MODE).equals("always"),
        Set.copyOf(profile.get(AlertSettings.VERIFY_SYSTEMS)));
  }

  public LogOnRules logOnRules() {
    return new LogOnRules(
        profile.get(PeopleSettings.LOCKOUT_TRIES),
        Duration.ofMinutes(profile.get(PeopleSettings.LOCKOUT_WINDOW_MIN)),
        profile.get(PeopleSettings.LOCKOUT_RELEASE_MIN).map(Duration::ofMinutes),
        profile.get(PeopleSettings.TRAINING_MAX_AGE_DAYS),
        profile.stamp(),
        Set.copyOf(profile.get(PeopleSettings.SECOND_FACTOR_ROLES)));
  }

  /**
   * Rules for sessions at the console.
   *
   * @param isInVehicle whether the console is in a vehicle of the agency
   */
  public SessionRules sessionRules(boolean isInVehicle) {
    return new SessionRules(
        isInVehicle
            ? Optional.empty()
            : profile.get(PeopleSettings.SESSION_LOCK_MIN).map(Duration::ofMinutes),
        profile.get(PeopleSettings.ALERTS_RECEIVE_ONLY));
  }

  /** What holds at the console. */
  public ConsoleRules consoleRules() {
    Set<String> asking = new HashSet<>(profile.get(CustomEntrySettings.REQUEST_ROLES));
    asking.addAll(profile.get(CustomEntrySettings.CREATE_ROLES));
    List<String> categories = new ArrayList<>();
    for (Category c : Category.values()) {
      if (!profile.forbidden().contains(c)) {
        categories.add(c.name().toLowerCase(Locale.ROOT));
      }
    }
    List<String> fields = new ArrayList<>(profile.get(CustomEntrySettings.REQUIRED_FIELDS));
    fields.remove("entering_name"); // whoever is logged on
    if (!fields.contains("purpose_code")) { // without it no entry is made
      fields.add("purpose_code");
    }
    return new ConsoleRules(
        profile.stamp(),
        Rights.of(
            Set.copyOf(profile.get(PeopleSettings.SEE_ALERTS_ROLES)),
            Set.copyOf(profile.get(SearchSettings.MANUAL_CHECK_ROLES)),
            asking),
        List.copyOf(profile.get(AlertSettings.VERIFY_SYSTEMS)),
        profile.get(AlertSettings.VERIFY_REMINDER),
        !profile.get(AlertSettings.VERIFY_MODE).equals("always"),
        Set.copyOf(profile.get(SearchSettings.REQUIRED_FIELDS)),
        CustomEntrySettings.PURPOSES.stream().filter(profile::permits).sorted().toList(),
        profile.get(CaptureSettings.PURPOSE_REQUIRED),
        fields,
        categories,
        profile.get(PeopleSettings.CLEARANCE).equals("listed"),
        seePlaces());
  }

  /** Roles that see where units stand: from a role upwards. */
  private Set<String> seePlaces() {
    List<String> upwards = List.of("officer", "supervisor", "administrator");
    int from = upwards.indexOf(profile.get(InventorySettings.LOCATION_VISIBILITY));
    return Set.copyOf(upwards.subList(from, upwards.size()));
  }

  /** Whether a mobile unit reads only while somebody is logged on (IAM-04). */
  boolean startsWithLogOn(Deployment deployment) {
    return deployment == Deployment.MOBILE
        && profile.get(PeopleSettings.ACTIVATION).equals("operator_login");
  }

  /** How long reads are kept; the shorter of what the policy and the site say. */
  public RetentionRules retentionRules(long mostBytes) {
    Optional<Integer> most =
        Stream.of(profile.get(RetentionSettings.CENTRAL_MAX_DAYS), retentionDays)
            .flatMap(Optional::stream)
            .min(Integer::compare);
    return new RetentionRules(
        profile.get(RetentionSettings.UNIT_STORES).equals("hits_only"),
        Duration.ofHours(profile.get(RetentionSettings.UNIT_HOURS_AFTER_ACK)),
        Duration.ofHours(profile.get(RetentionSettings.UNIT_READS_HOURS_AFTER_ACK)),
        profile.get(RetentionSettings.CENTRAL_MIN_DAYS).map(Duration::ofDays),
        most.map(Duration::ofDays),
        profile.get(RetentionSettings.UNIT_UNACKED_AT_MAX).equals("alarm_then_purge_logged"),
        mostBytes);
  }

  /** How long central keeps who did what. */
  public Keep auditKeep() {
    return Keep.valueOf(profile.get(AuditSettings.RETENTION).toUpperCase(Locale.ROOT));
  }

  /** Whether evidence may leave this unit, and then only encrypted. */
  public boolean exportsEvidence() {
    return profile.get(DeliverySettings.EVIDENCE_EXPORT).equals("portable_encrypted");
  }

  /** What every record bears. */
  public RecordStamp recordStamp(RetentionRules retention, Optional<String> beat) {
    return new RecordStamp(
        profile.stamp(), profile.get(DeliverySettings.DISSEMINATION), retention, beat);
  }

  public CustomRules customRules() {
    return new CustomRules(
        Set.copyOf(profile.get(CustomEntrySettings.REQUEST_ROLES)),
        Set.copyOf(profile.get(CustomEntrySettings.CREATE_ROLES)),
        profile.get(CustomEntrySettings.APPROVAL),
        profile.get(CustomEntrySettings.PROVISIONAL_MATCH),
        Set.copyOf(profile.get(CustomEntrySettings.REQUIRED_FIELDS)),
        profile.get(CustomEntrySettings.EXPIRY_REQUIRED),
        Duration.ofDays(profile.get(CustomEntrySettings.EXPIRY_MAX_DAYS)),
        Duration.ofDays(profile.get(CustomEntrySettings.REVIEW_DAYS)),
        profile.get(CustomEntrySettings.PLATE_VERIFIED).equals("required"),
        profile.get(CustomEntrySettings.REASONABLE_SUSPICION),
        profile.forbidden(),
        profile::permits,
        Set.copyOf(profile.get(CustomEntrySettings.PURPOSE_EXCEPTION_BASIS)),
        profile.get(MatchSettings.PARTIAL_MIN_KNOWN));
  }
}
