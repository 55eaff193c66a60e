package org.outrider.agent.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Code that reads each setting, found in the sources: {@code Class.method} by key. The declarations
 * and the checks of a profile against itself are no effect.
 */
public final class SettingReaders {
  private static final Pattern DECLARED =
      Pattern.compile(
          "Setting<\\S+> ([A-Z_]+) =\\s+SECTION\\s*\\.(?:acted|kept)\\(\\s*\"([^\"]+)\"");

  /** Settings of one category are read by these methods of a profile. */
  private static final Map<String, String> OF_CATEGORY =
      Map.of(
          "alert", "rule",
          "response", "response",
          "advise_dispatch", "advisesDispatch",
          "wait_for_backup", "waitsForBackup",
          "route", "route");

  private SettingReaders() {}

  /** Readers by key; a key of a category as {@code category.NAME.alert}. */
  public static Map<String, Set<String>> find() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    for (String module : new String[] {"edge-agent", "central", "workbench"}) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
        files
            .filter(f -> f.toString().endsWith(".java"))
            .forEach(f -> sources.put(f.toString(), text(f)));
      }
    }
    Map<String, Set<String>> out = new TreeMap<>();
    Map<String, String> constants = new TreeMap<>();
    sources.forEach(
        (file, text) -> {
          if (name(file).endsWith("Settings") && text.contains("new SettingSection()")) {
            Matcher m = DECLARED.matcher(text);
            while (m.find()) {
              constants.put(name(file) + "." + m.group(1), m.group(2));
              out.put(m.group(2), new TreeSet<>());
            }
          }
        });
    OF_CATEGORY.keySet().forEach(k -> out.put("category.NAME." + k, new TreeSet<>()));
    sources.forEach(
        (file, text) -> {
          String name = name(file);
          if (!name.endsWith("Settings") && !name.equals("ProfileReader")) {
            constants.forEach(
                (constant, key) ->
                    readers(name, text, "\\b" + Pattern.quote(constant) + "\\b", out.get(key)));
            OF_CATEGORY.forEach(
                (key, method) ->
                    readers(
                        name,
                        name.equals("Profile") ? "" : text,
                        "rofile\\." + method + "\\(",
                        out.get("category.NAME." + key)));
          }
        });
    return out;
  }

  private static void readers(String name, String text, String wanted, Set<String> readers) {
    Matcher use = Pattern.compile(wanted).matcher(text);
    while (use.find()) {
      readers.add(name + "." + method(text.substring(0, use.start())));
    }
  }

  /** Name of the method that the end of a text is in; methods are indented by two blanks. */
  private static String method(String text) {
    String method = "";
    for (String line : text.split("\n")) {
      if (line.matches("  [a-zA-Z].*") && line.contains("(") && !line.endsWith(";")) {
        String before = line.substring(0, line.indexOf('('));
        method = before.substring(before.lastIndexOf(' ') + 1);
      }
    }
    return method;
  }

  private static String name(String file) {
    return file.substring(file.lastIndexOf('/') + 1, file.length() - ".java".length());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
