package org.outrider.agent.policy;

import java.util.List;
import java.util.Set;
import org.outrider.agent.people.iam.Actor;

/**
 * Settings of the agency's own entries and of the purposes that permit them: {@code custom.*} and
 * {@code purpose.*}.
 */
public final class CustomEntrySettings {
  /** The union of what the source policies ask for, K-11. */
  public static final List<String> FIELDS =
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

  private static final Set<String> LOCAL_ROLES = Set.copyOf(Actor.ROLES);

  private static final SettingSection SECTION = new SettingSection();

  public static final Setting<List<String>> REQUEST_ROLES =
      SECTION.acted(
          "custom.request_roles",
          new Kind.Choices(LOCAL_ROLES),
          List.of("officer", "supervisor", "administrator"),
          "K-10",
          "HL-08",
          "roles that may request an entry");

  public static final Setting<List<String>> CREATE_ROLES =
      SECTION.acted(
          "custom.create_roles",
          new Kind.Choices(LOCAL_ROLES),
          List.of("supervisor", "administrator"),
          "K-10",
          "HL-08",
          "roles whose entries need no request");

  public static final Setting<String> APPROVAL =
      SECTION.acted(
          "custom.approval",
          Kind.choice("none", "supervisor", "administrator"),
          "administrator",
          "K-10",
          "HL-08",
          "role that must approve an entry before it matches");

  public static final Setting<Boolean> PROVISIONAL_MATCH =
      SECTION.acted(
          "custom.provisional_match",
          new Kind.Flag(),
          false,
          "K-10",
          "HL-14",
          "an entry matches on its unit before it is confirmed");

  public static final Setting<List<String>> REQUIRED_FIELDS =
      SECTION.acted(
          "custom.required_fields",
          new Kind.Choices(Set.copyOf(FIELDS)),
          FIELDS,
          "K-11",
          "HL-09",
          "required fields of an entry");

  public static final Setting<Boolean> EXPIRY_REQUIRED =
      SECTION.acted(
          "custom.expiry_required",
          new Kind.Flag(),
          true,
          "K-12",
          "HL-10",
          "an entry requires an expiry");

  public static final Setting<Integer> EXPIRY_MAX_DAYS =
      SECTION.acted(
          "custom.expiry_max_days",
          new Kind.Whole(1, 365),
          30,
          "K-12",
          "HL-10",
          "maximum days for which an entry, or its renewal, lasts");

  public static final Setting<Integer> REVIEW_DAYS =
      SECTION.acted(
          "custom.review_days",
          new Kind.Whole(1, 365),
          7,
          "K-12",
          "HL-11",
          "days after which an entry is due for review");

  public static final Setting<String> PLATE_VERIFIED =
      SECTION.acted(
          "custom.plate_verified",
          Kind.choice("required", "flagged"),
          "required",
          "K-11",
          "HL-12",
          "whether an entry waits until its plate is verified, or is only flagged as unverified");

  public static final Setting<Boolean> REASONABLE_SUSPICION =
      SECTION.acted(
          "custom.reasonable_suspicion",
          new Kind.Flag(),
          true,
          "K-11",
          "HL-13",
          "a crime-related entry requires an attestation of reasonable suspicion");

  public static final Setting<List<String>> PURPOSE_FORBIDDEN =
      SECTION.acted(
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
          "refused purposes");

  public static final Setting<List<String>> PURPOSE_PERMITTED =
      SECTION.acted(
          "purpose.permitted",
          new Kind.Choices(PURPOSES),
          List.of(),
          "K-09",
          "HL-13",
          "accepted purposes; if empty, all that are not forbidden");

  public static final Setting<List<String>> PURPOSE_EXCEPTION_BASIS =
      SECTION.acted(
          "purpose.exception_basis",
          new Kind.Names("none"),
          List.of(),
          "K-08",
          "HL-16",
          "statutory bases on which an administrator may accept civil immigration as an exception");

  private CustomEntrySettings() {}

  static List<Setting<?>> all() {
    return SECTION.all();
  }
}
