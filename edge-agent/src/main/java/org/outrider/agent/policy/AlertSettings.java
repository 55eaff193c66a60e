package org.outrider.agent.policy;

import java.util.List;
import java.util.Set;

/** Settings of alerts and of the verification of hits: {@code alerts.*} and {@code verify.*}. */
public final class AlertSettings {
  private static final SettingSection SECTION = new SettingSection();

  public static final Setting<Boolean> AUDIO =
      SECTION.kept("alerts.audio", new Kind.Flag(), true, "K-16", "ALR-01", "alerts are audible");

  public static final Setting<Boolean> VISUAL =
      SECTION.kept("alerts.visual", new Kind.Flag(), true, "K-16", "ALR-01", "alerts are visible");

  public static final Setting<String> EXTERNAL =
      SECTION.kept(
          "alerts.external",
          Kind.choice("off", "work_address"),
          "off",
          "K-16",
          "ALR-14",
          "whether central may send mail or text messages, and to which addresses");

  public static final Setting<String> DISPOSITION =
      SECTION.acted(
          "alerts.disposition",
          Kind.choice("required", "optional"),
          "required",
          "K-15",
          "ALR-03",
          "whether an alert must be accepted or rejected");

  public static final Setting<Integer> ESCALATE_S =
      SECTION.acted(
          "alerts.escalate_s",
          new Kind.Whole(10, 3600),
          60,
          "K-15",
          "ALR-09",
          "seconds after which an unanswered alert is reported to central as unanswered");

  public static final Setting<String> VERIFY_MODE =
      SECTION.acted(
          "verify.mode",
          Kind.choice("always", "unless_exigent", "if_practicable"),
          "always",
          "K-14",
          "ALR-10",
          "when a hit must be verified before any action");

  public static final Setting<List<String>> VERIFY_SYSTEMS =
      SECTION.acted(
          "verify.systems",
          new Kind.Choices(Set.of("COLLECT", "NCIC", "CLETS", "LINK", "RMS", "DISPATCH")),
          List.of("NCIC", "DISPATCH"),
          "K-14",
          "ALR-10",
          "systems through which a hit is verified");

  public static final Setting<String> VERIFY_REMINDER =
      SECTION.acted(
          "verify.reminder",
          new Kind.Sentence(),
          "Compare characters, state and vehicle, and verify the hit before any action.",
          "K-14",
          "ALR-10",
          "sentence below the plate on every alert");

  private AlertSettings() {}

  static List<Setting<?>> all() {
    return SECTION.all();
  }
}
