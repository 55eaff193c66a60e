package org.outrider.agent.policy;

import java.util.List;

/**
 * Settings of the ways in which records leave the unit and the agency: {@code upload.*}, {@code
 * share.*} and {@code evidence.*}.
 */
public final class DeliverySettings {
  private static final SettingSection SECTION = new SettingSection();

  public static final Setting<String> UPLOAD_DEADLINE =
      SECTION.kept(
          "upload.deadline",
          Kind.choice("end_of_shift", "hours"),
          "end_of_shift",
          "K-18",
          "UPL-01",
          "deadline for the delivery of reads to central");

  public static final Setting<Integer> UPLOAD_DEADLINE_H =
      SECTION.kept(
          "upload.deadline_h",
          new Kind.Whole(1, 720),
          24,
          "K-18",
          "UPL-01",
          "hours until the deadline, if it is in hours");

  public static final Setting<String> DISSEMINATION =
      SECTION.acted(
          "share.dissemination",
          Kind.choice("agency_only", "declaration", "written_request", "verified_agencies"),
          "agency_only",
          "K-21",
          "UPL-04",
          "recipients to whom central may give reads");

  public static final Setting<String> EVIDENCE_EXPORT =
      SECTION.acted(
          "evidence.export",
          Kind.choice("central", "portable_encrypted"),
          "central",
          "K-27",
          "RET-03",
          "how evidence leaves the unit");

  private DeliverySettings() {}

  static List<Setting<?>> all() {
    return SECTION.all();
  }
}
