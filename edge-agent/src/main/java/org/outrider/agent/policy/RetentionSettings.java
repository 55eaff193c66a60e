package org.outrider.agent.policy;

import java.util.List;
import java.util.Optional;

/** Settings of how long the unit and central keep reads: {@code retention.*}. */
public final class RetentionSettings {
  private static final SettingSection SECTION = new SettingSection();

  public static final Setting<Optional<Integer>> CENTRAL_MIN_DAYS =
      SECTION.acted(
          "retention.central.min_days",
          new Kind.WholeOrNone(0, 36_500),
          Optional.empty(),
          "K-01",
          "RET-01",
          "minimum days for which central keeps reads");

  public static final Setting<Optional<Integer>> CENTRAL_MAX_DAYS =
      SECTION.acted(
          "retention.central.max_days",
          new Kind.WholeOrNone(0, 36_500),
          Optional.of(30),
          "K-01",
          "RET-01",
          "days from capture after which central purges reads");

  public static final Setting<Boolean> STATED_BY_SITE =
      SECTION.acted(
          "retention.central.stated_by_site",
          new Kind.Flag(),
          false,
          "K-01",
          "RET-01",
          "the policy states no number, so the unit's configuration must");

  public static final Setting<Integer> UNIT_HOURS_AFTER_ACK =
      SECTION.acted(
          "retention.unit.hours_after_ack",
          new Kind.Whole(0, 8760),
          24,
          "K-01",
          "RET-01",
          "hours for which the unit keeps a read with a hit after central has stored it");

  public static final Setting<Integer> UNIT_READS_HOURS_AFTER_ACK =
      SECTION.acted(
          "retention.unit.reads_hours_after_ack",
          new Kind.Whole(0, 8760),
          1,
          "K-01",
          "RET-01",
          "hours for which the unit keeps a read without a hit after central has stored it");

  public static final Setting<String> UNIT_STORES =
      SECTION.acted(
          "retention.unit.stores",
          Kind.choice("all", "hits_only"),
          "all",
          "K-01",
          "RET-01",
          "whether the unit stores reads without a hit at all");

  public static final Setting<String> UNIT_UNACKED_AT_MAX =
      SECTION.acted(
          "retention.unit.unacked_at_max",
          Kind.choice("alarm_then_purge_logged", "alarm_and_keep"),
          "alarm_then_purge_logged",
          "K-01",
          "RET-01",
          "treatment of a read that reaches its last day undelivered");

  private RetentionSettings() {}

  static List<Setting<?>> all() {
    return SECTION.all();
  }
}
