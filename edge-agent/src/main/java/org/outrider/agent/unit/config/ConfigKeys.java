package org.outrider.agent.unit.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.toml.TomlDocument.Section;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.spi.Devices;

/** The keys of one section, in the order of their declaration. */
final class ConfigKeys {
  private static final String DEVICE = "[device](#devices)";

  private final String section;
  private final boolean isRepeated;
  private final List<ConfigKey<?>> all = new ArrayList<>();

  private ConfigKeys(String section, boolean isRepeated) {
    this.section = section;
    this.isRepeated = isRepeated;
  }

  /** Keys of a section {@code [name]}. */
  static ConfigKeys of(String section) {
    return new ConfigKeys(section, false);
  }

  /** Keys of sections {@code [[name]]}, of which there may be several. */
  static ConfigKeys ofEach(String section) {
    return new ConfigKeys(section, true);
  }

  String section() {
    return section;
  }

  boolean isRepeated() {
    return isRepeated;
  }

  List<ConfigKey<?>> all() {
    return List.copyOf(all);
  }

  Set<String> names() {
    Set<String> out = new LinkedHashSet<>();
    all.forEach(k -> out.add(k.name()));
    return out;
  }

  /**
   * A key that is read in its own way.
   *
   * @param values permitted values and the default, for people
   */
  <T> ConfigKey<T> key(String name, String values, String meaning, ConfigKey.Reader<T> reader) {
    ConfigKey<T> key = new ConfigKey<>(name, values, meaning, reader);
    all.add(key);
    return key;
  }

  /** A short name without blanks, required. */
  ConfigKey<String> name(String name, String meaning) {
    return key(
        name,
        "up to 32 letters, digits, `_.-`; required",
        meaning,
        (s, key, file) -> s.name(key, null));
  }

  ConfigKey<Optional<String>> nameOrNone(String name, String meaning) {
    return key(name, "a name; none", meaning, (s, key, file) -> s.nameOrNone(key));
  }

  /** A text that is not blank, required. */
  ConfigKey<String> text(String name, String meaning) {
    return key(name, "a text; required", meaning, (s, key, file) -> s.text(key, null));
  }

  /** A text; the default may be empty. */
  ConfigKey<String> text(String name, String standard, String meaning) {
    String values = standard.isEmpty() ? "a text; none" : "a text, **" + standard + "**";
    return key(name, values, meaning, (s, key, file) -> s.text(key, standard));
  }

  ConfigKey<String> oneOf(String name, List<String> words, String standard, String meaning) {
    List<String> shown = words.stream().map(w -> w.equals(standard) ? "**" + w + "**" : w).toList();
    return key(
        name,
        String.join(", ", shown),
        meaning,
        (s, key, file) -> s.oneOf(key, standard, Set.copyOf(words)));
  }

  /** Texts, each once; the default is an empty list. */
  ConfigKey<List<String>> texts(String name, String values, String meaning) {
    return key(name, values, meaning, (s, key, file) -> s.texts(key, List.of()));
  }

  ConfigKey<Integer> integer(String name, int standard, int min, int max, String meaning) {
    return key(
        name,
        "%d to %d, **%d**".formatted(min, max, standard),
        meaning,
        (s, key, file) -> s.whole(key, standard, min, max));
  }

  ConfigKey<Optional<Integer>> integerOrNone(
      String name, int min, int max, String values, String meaning) {
    return key(
        name,
        "%d to %d; %s".formatted(min, max, values),
        meaning,
        (s, key, file) -> s.has(key) ? Optional.of(s.whole(key, min, min, max)) : Optional.empty());
  }

  ConfigKey<Boolean> bool(String name, boolean standard, String meaning) {
    return key(
        name,
        standard ? "**true**, false" : "true, **false**",
        meaning,
        (s, key, file) -> s.yes(key, standard));
  }

  /** A number between 0 and 1, both excluded. */
  ConfigKey<OptionalDouble> fraction(String name, String otherwise, String meaning) {
    return key(name, "0 to 1, " + otherwise, meaning, (s, key, file) -> s.share(key));
  }

  /** A number, required. */
  ConfigKey<Double> number(String name, double min, double max, String meaning) {
    return key(
        name, range(min, max) + "; required", meaning, (s, key, file) -> s.number(key, min, max));
  }

  ConfigKey<Double> number(String name, double standard, double min, double max, String meaning) {
    return key(
        name,
        range(min, max) + ", **" + plain(standard) + "**",
        meaning,
        (s, key, file) -> s.number(key, standard, min, max));
  }

  private static String range(double min, double max) {
    return plain(min) + " to " + plain(max);
  }

  private static String plain(double number) {
    return String.format(Locale.ROOT, "%.0f", number);
  }

  ConfigKey<Optional<LocalDate>> day(String name, String otherwise, String meaning) {
    return key(name, "a date; " + otherwise, meaning, (s, key, file) -> s.day(key));
  }

  /**
   * A file or folder; a relative one starts at the folder of the configuration.
   *
   * @param values what it must be and its default, for people
   */
  ConfigKey<Optional<Path>> path(String name, String values, String meaning) {
    return key(name, values, meaning, (s, key, file) -> s.maybe(key, "a path").map(file::resolve));
  }

  /** A file or folder, required. */
  ConfigKey<Path> requiredPath(String name, String meaning) {
    return key(name, "path; required", meaning, (s, key, file) -> file.resolve(s.text(key, null)));
  }

  /** A device, required. */
  ConfigKey<DeviceUri> device(String name, BiConsumer<Devices, DeviceUri> check, String meaning) {
    return key(
        name,
        DEVICE + "; required",
        meaning,
        (s, key, file) -> device(s, key, null, uri -> check.accept(file.devices(), uri)));
  }

  ConfigKey<DeviceUri> device(
      String name, String standard, BiConsumer<Devices, DeviceUri> check, String meaning) {
    return key(
        name,
        DEVICE + ", **" + standard + "**",
        meaning,
        (s, key, file) -> device(s, key, standard, uri -> check.accept(file.devices(), uri)));
  }

  ConfigKey<Optional<DeviceUri>> deviceOrNone(
      String name, BiConsumer<Devices, DeviceUri> check, String meaning) {
    return key(
        name,
        DEVICE + "; none",
        meaning,
        (s, key, file) ->
            s.has(key)
                ? Optional.of(device(s, key, null, uri -> check.accept(file.devices(), uri)))
                : Optional.empty());
  }

  private static DeviceUri device(
      Section s,
      String key,
      @Nullable String standard,
      java.util.function.Consumer<DeviceUri> check) {
    String text = s.text(key, standard);
    if (!text.isEmpty()) {
      try {
        DeviceUri uri = DeviceUri.parse(text);
        check.accept(uri);
        return uri;
      } catch (IllegalArgumentException e) {
        s.problem(key, String.valueOf(e.getMessage()));
      }
    }
    return DeviceUri.parse("sim:none");
  }

  /** An address {@code https://HOST...}; empty where it is missing or malformed. */
  ConfigKey<Optional<URI>> https(String name, String form, String values, String meaning) {
    return key(
        name,
        "`" + form + "`; " + values,
        meaning,
        (s, key, file) -> {
          String text = s.maybe(key, form).orElse("");
          return text.isEmpty() ? Optional.empty() : https(s, key, text, "(/[^\\s?#]*)?", form);
        });
  }

  /** Parses an address; a malformed one becomes a problem of the section. */
  static Optional<URI> https(Section s, String key, String text, String path, String form) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null && text.matches("https://[^/\\s]+" + path)) {
        return Optional.of(uri);
      }
    } catch (URISyntaxException e) {
      // the same problem as that of any other malformed address
    }
    s.problem(key, text, form);
    return Optional.empty();
  }
}
