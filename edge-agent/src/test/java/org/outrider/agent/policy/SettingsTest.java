package org.outrider.agent.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SettingsTest {
  /** Kept for open work: a profile may state them, and nothing obeys them yet. */
  private static final Set<String> NOT_YET =
      Set.of(
          "alerts.audio",
          "alerts.external",
          "alerts.visual",
          "audit.sample.period",
          "category.NAME.route",
          "hotlist.central.keep",
          "roles.search",
          "search.historical.on_unit",
          "upload.deadline",
          "upload.deadline_h");

  /** Has a single permitted value, which the software always obeys. */
  private static final Set<String> FIXED = Set.of("hotlist.unit.keep_previous");

  @Test
  void everySettingIsReadByCodeExceptThoseOfOpenWork() throws IOException {
    Set<String> unread = new TreeSet<>();
    for (Map.Entry<String, Set<String>> one : SettingReaders.find().entrySet()) {
      if (one.getValue().isEmpty()) {
        unread.add(one.getKey());
      }
    }
    Set<String> expected = new TreeSet<>(NOT_YET);
    expected.addAll(FIXED);
    assertEquals(expected, unread);
  }

  @Test
  void aSettingSaysOfItselfWhetherItHasAnEffect() throws IOException {
    Set<String> keys = SettingReaders.find().keySet();
    for (Setting<?> s : Settings.all()) {
      String key = s.key().replaceFirst("^category\\.[A-Z_]+\\.", "category.NAME.");
      assertEquals(!NOT_YET.contains(key), s.isActedOn(), s.key());
      assertTrue(keys.contains(key), s.key());
    }
  }

  /** A test that only shows what a profile states is marked, so that no requirement rests on it. */
  @Test
  void aTestOfASettingWithoutEffectCarriesTheTagSetting() throws IOException {
    Map<String, String> constants =
        Map.of(
            "AlertSettings.AUDIO", "alerts.audio",
            "AlertSettings.EXTERNAL", "alerts.external",
            "AlertSettings.VISUAL", "alerts.visual",
            "AuditSettings.SAMPLE_PERIOD", "audit.sample.period",
            "HotListSettings.CENTRAL_KEEP", "hotlist.central.keep",
            "PeopleSettings.SEARCH_ROLES", "roles.search",
            "SearchSettings.HISTORY_ON_UNIT", "search.historical.on_unit",
            "DeliverySettings.UPLOAD_DEADLINE", "upload.deadline");
    Set<String> unmarked = new TreeSet<>();
    try (Stream<Path> files = Files.list(Path.of("src/test/java/org/outrider/agent/acceptance"))) {
      for (Path file : files.toList()) {
        for (String test : List.of(Files.readString(file).split("(?m)^  @Test$"))) {
          if (constants.keySet().stream().anyMatch(test::contains)
              && !test.contains("@Tag(\"setting\")")) {
            unmarked.add(file.getFileName() + ": " + test.strip().lines().findFirst().orElse(""));
          }
        }
      }
    }
    assertEquals(Set.of(), unmarked);
  }
}
