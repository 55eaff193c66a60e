package org.outrider.agent.policy;

import java.util.List;

/** Settings of the audit trail and of its samples: {@code audit.*}. */
public final class AuditSettings {
  private static final SettingSection SECTION = new SettingSection();

  public static final Setting<String> SAMPLE_PERIOD =
      SECTION.kept(
          "audit.sample.period",
          Kind.choice("monthly", "quarterly", "biannual"),
          "monthly",
          "K-19",
          "AUD-04",
          "period of which queries are sampled");

  public static final Setting<Integer> SAMPLE_MIN =
      SECTION.acted(
          "audit.sample.min",
          new Kind.Whole(1, 1000),
          10,
          "K-19",
          "AUD-04",
          "minimum number of queries in a sample");

  public static final Setting<Boolean> SAMPLE_BY_USER =
      SECTION.acted(
          "audit.sample.stratify_by_user",
          new Kind.Flag(),
          true,
          "K-19",
          "AUD-04",
          "the sample contains every user");

  public static final Setting<String> RETENTION =
      SECTION.acted(
          "audit.retention",
          Kind.choice("one_year", "end_of_next_calendar_year"),
          "end_of_next_calendar_year",
          "K-20",
          "AUD-06",
          "retention of the audit trail");

  private AuditSettings() {}

  static List<Setting<?>> all() {
    return SECTION.all();
  }
}
