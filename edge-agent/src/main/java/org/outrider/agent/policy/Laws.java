package org.outrider.agent.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.toml.TomlDocument;
import org.outrider.agent.base.toml.TomlDocument.Section;

/** The laws that profiles can name: the file {@code laws.toml}. */
final class Laws {
  private static final Map<String, Law> ALL = new LinkedHashMap<>();

  static {
    try {
      TomlDocument toml = TomlDocument.parse("laws.toml", ProfileReader.resource("laws.toml"));
      for (Section s : toml.sections("law", Set.of("id", "citation", "limit"))) {
        Law law = new Law(s.text("id", null), s.text("citation", null), limits(s));
        ALL.put(law.id(), law);
      }
      toml.check();
    } catch (ConfigException e) {
      throw new IllegalStateException("the shipped laws.toml is not right", e);
    }
  }

  private Laws() {}

  private static List<Law.Limit> limits(Section law) {
    Set<String> tests =
        Arrays.stream(Law.Test.values())
            .map(t -> t.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    List<Law.Limit> out = new ArrayList<>();
    for (Section s : law.sections("limit", Set.of("setting", "test", "than", "section"))) {
      String setting = s.text("setting", null);
      if (Settings.find(setting) == null) {
        s.problem("setting", setting, "the key of a setting");
      }
      out.add(
          new Law.Limit(
              setting,
              Law.Test.valueOf(s.oneOf("test", null, tests).toUpperCase(Locale.ROOT)),
              s.texts("than", List.of()),
              s.text("section", null)));
    }
    return out;
  }

  static @Nullable Law find(String id) {
    return ALL.get(id);
  }

  static Set<String> ids() {
    return new TreeSet<>(ALL.keySet());
  }
}
