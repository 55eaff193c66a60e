package org.outrider.agent.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.people.iam.UserList;

/**
 * Every setting there is, with the safest value as its default. The conflicts (K-nn) are those
 * between the five source policies.
 */
public final class Settings {
  private static final Map<String, Setting<?>> ALL = new LinkedHashMap<>();
  private static final Set<String> LOCAL_ROLES = Set.copyOf(Actor.ROLES);
  private static final Set<String> ALL_ROLES =
      Set.of(
          "officer",
          "supervisor",
          "administrator",
          "dispatcher",
          "investigator",
          "analyst",
          "civilian");

  /** The union of what the source policies ask for, K-11. */
  public static final List<String> ENTRY_FIELDS =
      List.of(
          "department",
          "entering_name",
          "requesting_name",
          "case_number",
          "cfs_number",
          "offense_type",
          "synopsis",
          "vehicle_description",
          "purpose_code");

  /** Purposes of a manual entry or a query. */
  public static final Set<String> PURPOSES =
      Set.of(
          "criminal_investigation",
          "missing_person",
          "human_trafficking",
          "wanted_person",
          "stolen_vehicle",
          "stolen_plate",
          "evasion",
          "fugitive",
          "surveillance",
          "dangerous_driving",
          "medical_emergency",
          "serious_crash",
          "evading_responsibility",
          "exigent",
          "terrorism",
          "patrol",
          "traffic",
          "fines",
          "civil_infraction",
          "civil_immigration",
          "reproductive_health_care",
          "gender_affirming_health_care",
          "personal");

  // --- retention -------------------------------------------------------------------------------

  public static final Setting<Optional<Integer>> CENTRAL_MIN_DAYS =
      acted(
          "retention.central.min_days",
          new Kind.WholeOrNone(0, 36_500),
          Optional.empty(),
          "K-01",
          "RET-01",
          "days that central keeps reads at least");
  public static final Setting<Optional<Integer>> CENTRAL_MAX_DAYS =
      acted(
          "retention.central.max_days",
          new Kind.WholeOrNone(0, 36_500),
          Optional.of(30),
          "K-01",
          "RET-01",
          "days from capture after which central purges reads");
  public static final Setting<Boolean> STATED_BY_SITE =
      acted(
          "retention.central.stated_by_site",
          new Kind.Flag(),
          false,
          "K-01",
          "RET-01",
          "the policy gives no number: the unit's configuration must");
  public static final Setting<Integer> UNIT_HOURS_AFTER_ACK =
      acted(
          "retention.unit.hours_after_ack",
          new Kind.Whole(0, 8760),
          24,
          "K-01",
          "RET-01",
          "hours that the unit keeps a read with a hit after central has stored it");
  public static final Setting<Integer> UNIT_READS_HOURS_AFTER_ACK =
      acted(
          "retention.unit.reads_hours_after_ack",
          new Kind.Whole(0, 8760),
          1,
          "K-01",
          "RET-01",
          "the same for a read without a hit");
  public static final Setting<String> UNIT_STORES =
      acted(
          "retention.unit.stores",
          choice("all", "hits_only"),
          "all",
          "K-01",
          "RET-01",
          "whether reads without a hit are stored at all");
  public static final Setting<String> UNIT_UNACKED_AT_MAX =
      acted(
          "retention.unit.unacked_at_max",
          choice("alarm_then_purge_logged", "alarm_and_keep"),
          "alarm_then_purge_logged",
          "K-01",
          "RET-01",
          "what becomes of a read that reaches its last day undelivered");

  // --- hot lists -------------------------------------------------------------------------------

  public static final Setting<List<String>> LIST_SOURCES =
      acted(
          "hotlist.sources",
          new Kind.Names(),
          List.of(),
          "K-07",
          "HL-07",
          "who may make lists; none named: any that a trusted key signs");
  public static final Setting<Integer> LIST_INTERVAL_H =
      acted(
          "hotlist.interval_h",
          new Kind.Whole(1, 24),
          12,
          "K-17",
          "HL-01",
          "hours between two looks for a newer list");
  public static final Setting<Boolean> LIST_ON_LOGIN =
      acted(
          "hotlist.on_login",
          new Kind.Flag(),
          true,
          "K-17",
          "HL-04",
          "log-on looks for a newer list first");
  public static final Setting<Integer> STALE_WARN_H =
      acted(
          "hotlist.stale_warn_h",
          new Kind.Whole(1, 168),
          24,
          "K-17",
          "HL-06",
          "age in hours beyond which alerts say that the list is old");
  public static final Setting<Integer> STALE_BLOCK_H =
      acted(
          "hotlist.stale_block_h",
          new Kind.Whole(2, 720),
          72,
          "K-17",
          "HL-06",
          "age in hours beyond which alerts are labelled unreliable");
  public static final Setting<String> UNIT_KEEP_PREVIOUS =
      acted(
          "hotlist.unit.keep_previous",
          choice("none"),
          "none",
          "K-02",
          "HL-02",
          "what stays on the unit of a list that was replaced");
  public static final Setting<String> CENTRAL_KEEP =
      kept(
          "hotlist.central.keep",
          choice("coterminous", "overwrite"),
          "coterminous",
          "K-02",
          "HL-03",
          "whether central keeps a list as long as the reads compared with it");

  // --- matching --------------------------------------------------------------------------------

  public static final Setting<Boolean> SIMILAR =
      acted(
          "match.similar.enabled",
          new Kind.Flag(),
          true,
          "K-13",
          "MAT-05",
          "plates that the reader may have misread match as similar");
  public static final Setting<Double> SIMILAR_LEAST_LIKELIHOOD =
      acted(
          "match.similar.least_likelihood",
          new Kind.Decimal(0.001, 1),
          0.03,
          "K-13",
          "MAT-05",
          "how probable a listed text must be beside the one read: the dial between missed"
              + " misreadings and false alerts");
  public static final Setting<Boolean> PARTIAL =
      acted(
          "match.partial.enabled",
          new Kind.Flag(),
          true,
          "K-13",
          "MAT-02",
          "partial plates match as possible");
  public static final Setting<Integer> PARTIAL_MIN_KNOWN =
      acted(
          "match.partial.min_known_chars",
          new Kind.Whole(3, 8),
          4,
          "K-13",
          "MAT-02",
          "characters that a partial plate must know");

  public static final Setting<Integer> PARTIAL_MAX_PER_HOUR =
      acted(
          "match.partial.max_alerts_per_hour",
          new Kind.Whole(1, 1000),
          12,
          "K-13",
          "MAT-02",
          "alerts that one partial plate gives in an hour at most");
  public static final Setting<Boolean> DESCRIPTOR =
      acted(
          "match.descriptor.enabled",
          new Kind.Flag(),
          false,
          "K-13",
          "MAT-03",
          "partial plates of few characters match as possible on a vehicle that looks as listed");
  public static final Setting<Integer> DESCRIPTOR_MIN_KNOWN =
      acted(
          "match.descriptor.min_known_chars",
          new Kind.Whole(2, 8),
          2,
          "K-13",
          "MAT-03",
          "characters that such a partial plate must know");

  // --- custom entries --------------------------------------------------------------------------

  public static final Setting<List<String>> CUSTOM_REQUEST_ROLES =
      acted(
          "custom.request_roles",
          new Kind.Choices(LOCAL_ROLES),
          List.of("officer", "supervisor", "administrator"),
          "K-10",
          "HL-08",
          "who may ask for an entry");
  public static final Setting<List<String>> CUSTOM_CREATE_ROLES =
      acted(
          "custom.create_roles",
          new Kind.Choices(LOCAL_ROLES),
          List.of("supervisor", "administrator"),
          "K-10",
          "HL-08",
          "whose entry needs nobody's request");
  public static final Setting<String> CUSTOM_APPROVAL =
      acted(
          "custom.approval",
          choice("none", "supervisor", "administrator"),
          "administrator",
          "K-10",
          "HL-08",
          "who must approve an entry before it matches");
  public static final Setting<Boolean> CUSTOM_PROVISIONAL_MATCH =
      acted(
          "custom.provisional_match",
          new Kind.Flag(),
          false,
          "K-10",
          "HL-14",
          "an entry matches on its unit before it is confirmed");
  public static final Setting<List<String>> CUSTOM_REQUIRED_FIELDS =
      acted(
          "custom.required_fields",
          new Kind.Choices(Set.copyOf(ENTRY_FIELDS)),
          ENTRY_FIELDS,
          "K-11",
          "HL-09",
          "what an entry must say");
  public static final Setting<Boolean> CUSTOM_EXPIRY_REQUIRED =
      acted(
          "custom.expiry_required",
          new Kind.Flag(),
          true,
          "K-12",
          "HL-10",
          "an entry must say when it ends");
  public static final Setting<Integer> CUSTOM_EXPIRY_MAX_DAYS =
      acted(
          "custom.expiry_max_days",
          new Kind.Whole(1, 365),
          30,
          "K-12",
          "HL-10",
          "days that an entry, or its renewal, lasts at most");
  public static final Setting<Integer> CUSTOM_REVIEW_DAYS =
      acted(
          "custom.review_days",
          new Kind.Whole(1, 365),
          7,
          "K-12",
          "HL-11",
          "days after which an entry is due for review");
  public static final Setting<String> CUSTOM_PLATE_VERIFIED =
      acted(
          "custom.plate_verified",
          choice("required", "flagged"),
          "required",
          "K-11",
          "HL-12",
          "whether an entry waits until its plate is verified, or only says that it is not");
  public static final Setting<Boolean> CUSTOM_REASONABLE_SUSPICION =
      acted(
          "custom.reasonable_suspicion",
          new Kind.Flag(),
          true,
          "K-11",
          "HL-13",
          "a crime-related entry needs somebody to attest reasonable suspicion");
  public static final Setting<List<String>> PURPOSE_FORBIDDEN =
      acted(
          "purpose.forbidden",
          new Kind.Choices(PURPOSES),
          List.of(
              "civil_immigration",
              "reproductive_health_care",
              "gender_affirming_health_care",
              "personal",
              "traffic",
              "fines",
              "civil_infraction"),
          "K-09",
          "HL-16",
          "purposes that are refused");
  public static final Setting<List<String>> PURPOSE_PERMITTED =
      acted(
          "purpose.permitted",
          new Kind.Choices(PURPOSES),
          List.of(),
          "K-09",
          "HL-13",
          "purposes that are accepted; none named: all that are not forbidden");
  public static final Setting<List<String>> PURPOSE_EXCEPTION_BASIS =
      acted(
          "purpose.exception_basis",
          new Kind.Names(),
          List.of(),
          "K-08",
          "HL-16",
          "statutory bases on which an administrator may accept civil immigration after all");

  // --- search ----------------------------------------------------------------------------------

  public static final Setting<String> HISTORY_ON_UNIT =
      kept(
          "search.historical.on_unit",
          choice("off", "reason", "reason_and_case"),
          "off",
          "K-03",
          "QRY-01",
          "whether reads of the past can be searched on the unit");
  public static final Setting<List<String>> SEARCH_FIELDS =
      acted(
          "search.required_fields",
          new Kind.Choices(
              Set.of("parameters", "reason", "offense_type", "case_number", "purpose")),
          List.of("parameters", "reason", "offense_type", "case_number", "purpose"),
          "K-04",
          "QRY-02",
          "what a search, or a manual check, must say first");
  public static final Setting<List<String>> MANUAL_CHECK_ROLES =
      acted(
          "search.manual_check_roles",
          new Kind.Choices(LOCAL_ROLES),
          List.of("supervisor"),
          "K-03",
          "QRY-03",
          "who may ask whether a plate is on the list in force");

  // --- alerts ----------------------------------------------------------------------------------

  public static final Setting<Boolean> AUDIO =
      kept("alerts.audio", new Kind.Flag(), true, "K-16", "ALR-01", "alerts are heard");
  public static final Setting<Boolean> VISUAL =
      kept("alerts.visual", new Kind.Flag(), true, "K-16", "ALR-01", "alerts are seen");
  public static final Setting<String> EXTERNAL =
      kept(
          "alerts.external",
          choice("off", "work_address"),
          "off",
          "K-16",
          "ALR-14",
          "whether central may send mail or text messages, and where to");
  public static final Setting<String> DISPOSITION =
      acted(
          "alerts.disposition",
          choice("required", "optional"),
          "required",
          "K-15",
          "ALR-03",
          "whether an alert must be accepted or rejected");
  public static final Setting<Integer> ESCALATE_S =
      acted(
          "alerts.escalate_s",
          new Kind.Whole(10, 3600),
          60,
          "K-15",
          "ALR-09",
          "seconds after which an alert that nobody answered is told to central as such");
  public static final Setting<String> VERIFY_MODE =
      acted(
          "verify.mode",
          choice("always", "unless_exigent", "if_practicable"),
          "always",
          "K-14",
          "ALR-10",
          "when a hit must be verified before anything is done");
  public static final Setting<List<String>> VERIFY_SYSTEMS =
      acted(
          "verify.systems",
          new Kind.Choices(Set.of("COLLECT", "NCIC", "CLETS", "LINK", "RMS", "DISPATCH")),
          List.of("NCIC", "DISPATCH"),
          "K-14",
          "ALR-10",
          "through what a hit is verified");
  public static final Setting<String> VERIFY_REMINDER =
      acted(
          "verify.reminder",
          new Kind.Sentence(),
          "Compare characters, state and vehicle, and verify the hit before any action.",
          "K-14",
          "ALR-10",
          "what every alert says below the plate");

  /** What the profile says of a category of entries. */
  public enum Rule {
    /** Always told; nobody can mute it (ALR-04). */
    REQUIRED,
    /** Told unless switched off (ALR-05). */
    ON,
    /** Told only where switched on (ALR-05). */
    OFF,
    /** Never on the unit: dropped when a list is taken in, and again when matching (HL-15). */
    FORBIDDEN;

    static Rule of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /** The settings of one category. */
  record OfCategory(
      Setting<String> alert,
      Setting<String> response,
      Setting<Boolean> adviseDispatch,
      Setting<Boolean> waitForBackup,
      Setting<List<String>> route) {}

  private static final Map<Category, OfCategory> CATEGORIES = new EnumMap<>(Category.class);

  static {
    for (Category c : Category.values()) {
      String key = "category." + c.name();
      CATEGORIES.put(
          c,
          new OfCategory(
              acted(
                  key + ".alert",
                  choice("required", "on", "off", "forbidden"),
                  safestAlert(c),
                  "K-05",
                  "ALR-04",
                  "whether " + c.label() + " is told"),
              acted(
                  key + ".response",
                  choice("dispatch_required", "officer", "informational"),
                  safestResponse(c),
                  "K-06",
                  "ALR-06",
                  "who answers " + c.label()),
              acted(
                  key + ".advise_dispatch",
                  new Kind.Flag(),
                  true,
                  "K-06",
                  "ALR-07",
                  "the officer tells dispatch before answering " + c.label()),
              acted(
                  key + ".wait_for_backup",
                  new Kind.Flag(),
                  !safestResponse(c).equals("informational"),
                  "K-06",
                  "ALR-12",
                  "the officer waits for backup before a stop for " + c.label()),
              kept(
                  key + ".route",
                  new Kind.Choices(Set.of("unit", "ecc", "supervisor")),
                  List.of("unit", "ecc", "supervisor"),
                  "K-06",
                  "ALR-13",
                  "where " + c.label() + " is told")));
    }
  }

  // --- people ----------------------------------------------------------------------------------

  public static final Setting<List<String>> SEE_ALERTS_ROLES =
      acted(
          "roles.see_alerts",
          new Kind.Choices(ALL_ROLES),
          List.of("officer", "supervisor", "dispatcher"),
          "K-24",
          "IAM-03",
          "who may see alerts");
  public static final Setting<List<String>> SEARCH_ROLES =
      kept(
          "roles.search",
          new Kind.Choices(ALL_ROLES),
          List.of("supervisor", "investigator", "dispatcher"),
          "K-03",
          "QRY-04",
          "who may search the past, at central");
  public static final Setting<String> ACTIVATION =
      acted(
          "session.activation",
          choice("operator_login", "unattended"),
          "operator_login",
          "K-23",
          "IAM-04",
          "what starts a mobile unit; fixed units are unattended");
  public static final Setting<Optional<Integer>> TRAINING_MAX_AGE_DAYS =
      acted(
          "iam.training_max_age_days",
          new Kind.WholeOrNone(1, 3650),
          Optional.of(365),
          "K-25",
          "IAM-02",
          "days after which training must be refreshed");
  public static final Setting<String> CLEARANCE =
      acted(
          "iam.clearance",
          choice("listed", "role"),
          "listed",
          "K-24",
          "IAM-05",
          "whether restricted entries are shown in full only to those whose clearance the list of"
              + " users says, or to all who see alerts");
  public static final Setting<Integer> LOCKOUT_TRIES =
      acted(
          "iam.lockout.tries",
          new Kind.Whole(1, 20),
          5,
          "K-26",
          "IAM-01",
          "failed log-ons after which an account is locked");
  public static final Setting<Integer> LOCKOUT_WINDOW_MIN =
      acted(
          "iam.lockout.window_min",
          new Kind.Whole(1, 1440),
          15,
          "K-26",
          "IAM-01",
          "minutes in which they are counted");

  public static final Setting<List<String>> SECOND_FACTOR_ROLES =
      acted(
          "iam.second_factor_roles",
          new Kind.Choices(UserList.ROLES),
          List.of("administrator"),
          "K-26",
          "IAM-01",
          "who needs a one-time code beside the password");

  public static final Setting<Optional<Integer>> SESSION_LOCK_MIN =
      acted(
          "session.lock_min",
          new Kind.WholeOrNone(1, 30),
          Optional.of(30),
          "K-26",
          "IAM-01",
          "minutes without use after which a console asks for the password again; none in a vehicle"
              + " of the agency (CJIS AC-11)");
  public static final Setting<Boolean> ALERTS_RECEIVE_ONLY =
      acted(
          "session.alerts_receive_only",
          new Kind.Flag(),
          true,
          "K-26",
          "IAM-03",
          "a locked or logged-off console still shows alerts, to be seen only");

  // --- delivery, audit, evidence, inventory ----------------------------------------------------

  public static final Setting<String> UPLOAD_DEADLINE =
      kept(
          "upload.deadline",
          choice("end_of_shift", "hours"),
          "end_of_shift",
          "K-18",
          "UPL-01",
          "by when reads must be at central");
  public static final Setting<Integer> UPLOAD_DEADLINE_H =
      kept(
          "upload.deadline_h",
          new Kind.Whole(1, 720),
          24,
          "K-18",
          "UPL-01",
          "hours, where the deadline is in hours");
  public static final Setting<String> AUDIT_PERIOD =
      kept(
          "audit.sample.period",
          choice("monthly", "quarterly", "biannual"),
          "monthly",
          "K-19",
          "AUD-04",
          "how often queries are sampled");
  public static final Setting<Integer> AUDIT_SAMPLE_MIN =
      acted(
          "audit.sample.min",
          new Kind.Whole(1, 1000),
          10,
          "K-19",
          "AUD-04",
          "queries in a sample at least");
  public static final Setting<Boolean> AUDIT_BY_USER =
      acted(
          "audit.sample.stratify_by_user",
          new Kind.Flag(),
          true,
          "K-19",
          "AUD-04",
          "every user is in the sample");
  public static final Setting<String> AUDIT_RETENTION =
      acted(
          "audit.retention",
          choice("one_year", "end_of_next_calendar_year"),
          "end_of_next_calendar_year",
          "K-20",
          "AUD-06",
          "how long the audit is kept");
  public static final Setting<String> DISSEMINATION =
      acted(
          "share.dissemination",
          choice("agency_only", "declaration", "written_request", "verified_agencies"),
          "agency_only",
          "K-21",
          "UPL-04",
          "to whom central may give reads");
  public static final Setting<String> LOCATION_VISIBILITY =
      acted(
          "inventory.location_visibility",
          choice("administrator", "supervisor", "officer"),
          "administrator",
          "K-22",
          "LOC-02",
          "who sees where cameras stand");
  public static final Setting<String> EVIDENCE_EXPORT =
      acted(
          "evidence.export",
          choice("central", "portable_encrypted"),
          "central",
          "K-27",
          "RET-03",
          "how evidence leaves");
  public static final Setting<Boolean> VEHICLE_ATTRIBUTES =
      acted(
          "capture.vehicle_attributes",
          new Kind.Flag(),
          false,
          "K-13",
          "CAP-02",
          "the vehicle's colour is told and recorded");
  public static final Setting<Boolean> PURPOSE_OF_SESSION =
      acted(
          "capture.purpose_required",
          new Kind.Flag(),
          false,
          "K-23",
          "CAP-04",
          "a session says what it is for");

  private Settings() {}

  private static String safestAlert(Category c) {
    return switch (c) {
      case AMBER_ALERT, STOLEN_VEHICLE, MISSING_PERSON, WANTED_PERSON -> "required";
      case IMMIGRATION, REGISTRATION, INSURANCE, PARKING, FINES -> "forbidden";
      default -> "on";
    };
  }

  private static String safestResponse(Category c) {
    return switch (c) {
      case AMBER_ALERT, STOLEN_VEHICLE, MISSING_PERSON, WANTED_PERSON -> "dispatch_required";
      case STOLEN_BOAT, OTHER, REGISTRATION, INSURANCE, PARKING, FINES, IMMIGRATION ->
          "informational";
      default -> "officer";
    };
  }

  private static Kind<String> choice(String... words) {
    return new Kind.Choice(new LinkedHashSet<>(List.of(words)));
  }

  private static <T> Setting<T> acted(
      String key, Kind<T> kind, T safest, String conflict, String requirement, String meaning) {
    return add(new Setting<>(key, kind, safest, conflict, requirement, meaning, true));
  }

  private static <T> Setting<T> kept(
      String key, Kind<T> kind, T safest, String conflict, String requirement, String meaning) {
    return add(new Setting<>(key, kind, safest, conflict, requirement, meaning, false));
  }

  private static <T> Setting<T> add(Setting<T> setting) {
    ALL.put(setting.key(), setting);
    return setting;
  }

  static OfCategory of(Category category) {
    return java.util.Objects.requireNonNull(CATEGORIES.get(category));
  }

  /** All of them, in the order in which they are explained. */
  public static Collection<Setting<?>> all() {
    return java.util.Collections.unmodifiableCollection(ALL.values());
  }

  static @Nullable Setting<?> find(String key) {
    return ALL.get(key);
  }

  /** Whether keys begin so: a section of a profile. */
  static boolean isSection(String prefix) {
    return ALL.keySet().stream().anyMatch(k -> k.startsWith(prefix + "."));
  }

  /** What may stand right below a prefix, for messages. */
  static List<String> below(String prefix) {
    List<String> out = new ArrayList<>();
    for (String key : ALL.keySet()) {
      if (prefix.isEmpty() || key.startsWith(prefix + ".")) {
        String rest = prefix.isEmpty() ? key : key.substring(prefix.length() + 1);
        String next = rest.contains(".") ? rest.substring(0, rest.indexOf('.')) : rest;
        if (!out.contains(next)) {
          out.add(next);
        }
      }
    }
    return out;
  }
}
