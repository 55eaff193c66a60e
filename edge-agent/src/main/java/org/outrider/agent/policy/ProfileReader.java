package org.outrider.agent.policy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.toml.TomlDocument;
import org.outrider.agent.base.toml.TomlDocument.Section;
import org.outrider.agent.hotlist.Category;

/**
 * Reads a profile. Every setting is {@code key = { value = ..., clause = "..." }}; unknown keys,
 * values out of range, settings that contradict each other and settings that a named law forbids
 * are problems, all listed at once, and any of them refuses the profile.
 */
final class ProfileReader {
  private static final Set<String> HEAD =
      Set.of("id", "version", "agency", "policy", "effective", "laws");

  private final TomlDocument toml;
  private final Map<String, Profile.Stated> stated = new LinkedHashMap<>();

  private ProfileReader(TomlDocument toml) {
    this.toml = toml;
  }

  /**
   * Reads a text.
   *
   * @param source what it is called in messages
   */
  static Profile parse(String source, String text) throws ConfigException {
    ProfileReader reader = new ProfileReader(TomlDocument.parse(source, text));
    Profile profile = reader.profile();
    reader.contradictions(profile);
    for (Law law : profile.laws()) {
      reader.hold(profile, law);
    }
    reader.toml.check();
    return profile;
  }

  private Profile profile() {
    Set<String> sections = new LinkedHashSet<>(Settings.groups());
    sections.add("profile");
    Section root = toml.root(sections);
    Section head = toml.section("profile", HEAD);
    for (String group : Settings.groups()) {
      settings(root.table(group), group);
    }
    return new Profile(
        head.name("id", null),
        head.has("version") ? head.whole("version", 1, 1, 1_000_000) : missing(head),
        head.text("agency", null),
        head.text("policy", null),
        date(head),
        laws(head),
        stated);
  }

  private static int missing(Section head) {
    head.problem("version", "", "a whole number that goes up with every change");
    return 1;
  }

  private static @Nullable LocalDate date(Section head) {
    String text = head.maybe("effective", "a date such as 2027-01-31").orElse("");
    try {
      return text.isEmpty() ? null : LocalDate.parse(text);
    } catch (DateTimeException e) {
      head.problem("effective", text, "a date such as 2027-01-31");
      return null;
    }
  }

  private static List<Law> laws(Section head) {
    List<Law> out = new ArrayList<>();
    for (String id : head.texts("laws", List.of())) {
      @Nullable Law law = Laws.find(id);
      if (law == null) {
        head.problem("laws", id, "any of " + Laws.ids());
      } else {
        out.add(law);
      }
    }
    return out;
  }

  private void settings(Section section, String prefix) {
    for (String key : section.keys()) {
      String path = prefix + "." + key;
      @Nullable Setting<?> setting = Settings.find(path);
      if (setting != null) {
        setting(section.section(key, Set.of("value", "clause")), setting);
      } else if (Settings.isSection(path)) {
        settings(section.table(key), path);
      } else {
        section.problem(key, "unknown setting, expected any of " + Settings.below(prefix));
      }
    }
  }

  private <T> void setting(Section leaf, Setting<T> setting) {
    if (!leaf.has("value")) {
      leaf.problem("value", "", setting.kind().expected());
      return;
    }
    T value = setting.kind().read(leaf, "value", setting.safest());
    String clause = leaf.text("clause", null);
    stated.put(setting.key(), new Profile.Stated(value, clause));
  }

  // --- what cannot hold together ---------------------------------------------------------------

  private void contradictions(Profile p) {
    Optional<Integer> least = p.get(RetentionSettings.CENTRAL_MIN_DAYS);
    Optional<Integer> most = p.get(RetentionSettings.CENTRAL_MAX_DAYS);
    if (least.isPresent() && most.isPresent() && least.get() > most.get()) {
      against(
          RetentionSettings.CENTRAL_MIN_DAYS,
          p,
          RetentionSettings.CENTRAL_MAX_DAYS,
          "keeps longer than");
    }
    if (most.isPresent() && p.get(RetentionSettings.UNIT_HOURS_AFTER_ACK) > 24 * most.get()) {
      against(
          RetentionSettings.UNIT_HOURS_AFTER_ACK,
          p,
          RetentionSettings.CENTRAL_MAX_DAYS,
          "keeps longer than");
    }
    if (p.get(HotListSettings.STALE_BLOCK_H) <= p.get(HotListSettings.STALE_WARN_H)) {
      against(HotListSettings.STALE_BLOCK_H, p, HotListSettings.STALE_WARN_H, "must be beyond");
    }
    if (p.get(HotListSettings.INTERVAL_H) > p.get(HotListSettings.STALE_WARN_H)) {
      against(
          HotListSettings.INTERVAL_H, p, HotListSettings.STALE_WARN_H, "looks more rarely than");
    }
    if (!p.get(AlertSettings.AUDIO) && !p.get(AlertSettings.VISUAL)) {
      against(AlertSettings.AUDIO, p, AlertSettings.VISUAL, "leaves no way to tell with");
    }
    if (p.get(CustomEntrySettings.CREATE_ROLES).isEmpty()) {
      toml.problem(CustomEntrySettings.CREATE_ROLES.key() + ": nobody could make an entry");
    }
    if (p.get(CustomEntrySettings.EXPIRY_REQUIRED)
        && p.get(CustomEntrySettings.REVIEW_DAYS) > p.get(CustomEntrySettings.EXPIRY_MAX_DAYS)) {
      against(
          CustomEntrySettings.REVIEW_DAYS,
          p,
          CustomEntrySettings.EXPIRY_MAX_DAYS,
          "reviews only after");
    }
    if (p.get(AlertSettings.VERIFY_SYSTEMS).isEmpty()
        && !p.get(AlertSettings.VERIFY_MODE).equals("if_practicable")) {
      against(AlertSettings.VERIFY_MODE, p, AlertSettings.VERIFY_SYSTEMS, "cannot be kept with");
    }
    if (p.get(MatchSettings.DESCRIPTOR) && !p.get(CaptureSettings.VEHICLE_ATTRIBUTES)) {
      against(
          MatchSettings.DESCRIPTOR,
          p,
          CaptureSettings.VEHICLE_ATTRIBUTES,
          "needs what is not told with");
    }
    if (p.get(MatchSettings.DESCRIPTOR) && !p.get(MatchSettings.PARTIAL)) {
      against(MatchSettings.DESCRIPTOR, p, MatchSettings.PARTIAL, "matches nothing with");
    }
    search(p);
    for (String purpose : p.get(CustomEntrySettings.PURPOSE_PERMITTED)) {
      if (p.get(CustomEntrySettings.PURPOSE_FORBIDDEN).contains(purpose)) {
        toml.problem("purpose: \"" + purpose + "\" is both permitted and forbidden");
      }
    }
    for (Category c : Category.values()) {
      if (p.rule(c) == Rule.REQUIRED && !p.route(c).contains("unit")) {
        against(
            CategorySettings.of(c).alert(),
            p,
            CategorySettings.of(c).route(),
            "is never told on the unit with");
      }
    }
  }

  private void search(Profile p) {
    String history = p.get(SearchSettings.HISTORY_ON_UNIT);
    List<String> fields = p.get(SearchSettings.REQUIRED_FIELDS);
    boolean lacksReason = !history.equals("off") && !fields.contains("reason");
    boolean lacksCase = history.equals("reason_and_case") && !fields.contains("case_number");
    if (lacksReason || lacksCase) {
      against(
          SearchSettings.HISTORY_ON_UNIT, p, SearchSettings.REQUIRED_FIELDS, "asks for more than");
    }
  }

  private void against(Setting<?> one, Profile p, Setting<?> other, String how) {
    toml.problem(
        "%s = %s %s %s = %s".formatted(one.key(), p.text(one), how, other.key(), p.text(other)));
  }

  // --- laws ------------------------------------------------------------------------------------

  private void hold(Profile profile, Law law) {
    for (Law.Limit limit : law.limits()) {
      Setting<?> setting = java.util.Objects.requireNonNull(Settings.find(limit.setting()));
      if (!keeps(profile.get(setting), profile.text(setting), limit)) {
        toml.problem(
            "%s = %s, but %s (%s) demands %s %s"
                .formatted(
                    setting.key(),
                    profile.text(setting),
                    law.citation(),
                    limit.section(),
                    limit.test().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    String.join(", ", limit.than())));
      }
    }
  }

  /** No limit ({@code none}) is more than any upper limit and less than any lower one. */
  private static boolean keeps(Object value, String text, Law.Limit limit) {
    return switch (limit.test()) {
      case IS -> limit.than().contains(text);
      case IS_NOT -> !limit.than().contains(text);
      case HAS -> value instanceof List<?> l && l.containsAll(limit.than());
      case HAS_NOT -> value instanceof List<?> l && limit.than().stream().noneMatch(l::contains);
      case AT_MOST ->
          !text.equals("none") && Double.parseDouble(text) <= number(limit.than().getFirst());
      case AT_LEAST ->
          !text.equals("none") && Double.parseDouble(text) >= number(limit.than().getFirst());
    };
  }

  private static double number(String text) {
    return Double.parseDouble(text);
  }

  /** A text that is shipped with the software. */
  static String resource(String name) {
    try (InputStream in = ProfileReader.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is not in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("resource " + name + " cannot be read", e);
    }
  }
}
