package org.outrider.agent.policy;

import java.util.List;

/** Settings of the comparison of a read with the hot list: {@code match.*}. */
public final class MatchSettings {
  private static final SettingSection SECTION = new SettingSection();

  public static final Setting<Boolean> SIMILAR =
      SECTION.acted(
          "match.similar.enabled",
          new Kind.Flag(),
          true,
          "K-13",
          "MAT-05",
          "plates that the reader may have misread match as similar");

  public static final Setting<Double> SIMILAR_MIN_LIKELIHOOD =
      SECTION.acted(
          "match.similar.least_likelihood",
          new Kind.Decimal(0.001, 1),
          0.03,
          "K-13",
          "MAT-05",
          "minimum likelihood of a listed text relative to the text read; lower finds more and"
              + " alerts more");

  public static final Setting<Boolean> PARTIAL =
      SECTION.acted(
          "match.partial.enabled",
          new Kind.Flag(),
          true,
          "K-13",
          "MAT-02",
          "partial plates match as possible");

  public static final Setting<Integer> PARTIAL_MIN_KNOWN =
      SECTION.acted(
          "match.partial.min_known_chars",
          new Kind.Whole(3, 8),
          4,
          "K-13",
          "MAT-02",
          "minimum known characters of a partial plate");

  public static final Setting<Integer> PARTIAL_MAX_PER_HOUR =
      SECTION.acted(
          "match.partial.max_alerts_per_hour",
          new Kind.Whole(1, 1000),
          12,
          "K-13",
          "MAT-02",
          "maximum alerts per hour from one partial plate");

  public static final Setting<Boolean> DESCRIPTOR =
      SECTION.acted(
          "match.descriptor.enabled",
          new Kind.Flag(),
          false,
          "K-13",
          "MAT-03",
          "partial plates with few characters match as possible if the vehicle looks as listed");

  public static final Setting<Integer> DESCRIPTOR_MIN_KNOWN =
      SECTION.acted(
          "match.descriptor.min_known_chars",
          new Kind.Whole(2, 8),
          2,
          "K-13",
          "MAT-03",
          "minimum known characters of such a partial plate");

  private MatchSettings() {}

  static List<Setting<?>> all() {
    return SECTION.all();
  }
}
