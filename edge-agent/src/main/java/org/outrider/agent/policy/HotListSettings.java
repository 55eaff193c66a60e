package org.outrider.agent.policy;

import java.util.List;

/** Settings of the sources, age and retention of hot lists: {@code hotlist.*}. */
public final class HotListSettings {
  private static final SettingSection SECTION = new SettingSection();

  public static final Setting<List<String>> SOURCES =
      SECTION.acted(
          "hotlist.sources",
          new Kind.Names("any"),
          List.of(),
          "K-07",
          "HL-07",
          "permitted sources of lists; if empty, any source that a trusted key signs");

  public static final Setting<Integer> INTERVAL_H =
      SECTION.acted(
          "hotlist.interval_h",
          new Kind.Whole(1, 24),
          12,
          "K-17",
          "HL-01",
          "hours between two checks for a newer list");

  public static final Setting<Boolean> ON_LOGIN =
      SECTION.acted(
          "hotlist.on_login",
          new Kind.Flag(),
          true,
          "K-17",
          "HL-04",
          "log-on checks for a newer list");

  public static final Setting<Integer> STALE_WARN_H =
      SECTION.acted(
          "hotlist.stale_warn_h",
          new Kind.Whole(1, 168),
          24,
          "K-17",
          "HL-06",
          "age in hours beyond which alerts warn that the list is old");

  public static final Setting<Integer> STALE_BLOCK_H =
      SECTION.acted(
          "hotlist.stale_block_h",
          new Kind.Whole(2, 720),
          72,
          "K-17",
          "HL-06",
          "age in hours beyond which alerts are labelled unreliable");

  public static final Setting<String> UNIT_KEEP_PREVIOUS =
      SECTION.acted(
          "hotlist.unit.keep_previous",
          Kind.choice("none"),
          "none",
          "K-02",
          "HL-02",
          "part of a replaced list that the unit keeps");

  public static final Setting<String> CENTRAL_KEEP =
      SECTION.kept(
          "hotlist.central.keep",
          Kind.choice("coterminous", "overwrite"),
          "coterminous",
          "K-02",
          "HL-03",
          "whether central keeps a list as long as the reads compared with it");

  private HotListSettings() {}

  static List<Setting<?>> all() {
    return SECTION.all();
  }
}
