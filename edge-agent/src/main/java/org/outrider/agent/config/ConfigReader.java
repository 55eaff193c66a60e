package org.outrider.agent.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.spi.Devices;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * Reads {@code outrider.toml}. Nothing is guessed: unknown keys and values out of range are
 * problems, all of them listed at once with line, key, value and expectation.
 */
public final class ConfigReader {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,31}";

  private final Devices devices;
  private final List<String> problems = new ArrayList<>();
  private final Path base;

  private ConfigReader(Devices devices, Path base) {
    this.devices = devices;
    this.base = base;
  }

  /** Reads a file; relative paths in it start from its folder. */
  public static UnitConfig read(Path file, Devices devices) throws ConfigException {
    try {
      Path folder = file.toAbsolutePath().getParent();
      return parse(
          file.toString(), Files.readString(file), folder == null ? Path.of("/") : folder, devices);
    } catch (IOException e) {
      throw new ConfigException(file.toString(), List.of("cannot be read: " + e.getMessage()));
    }
  }

  /** Reads a text. */
  public static UnitConfig parse(String source, String text, Path base, Devices devices)
      throws ConfigException {
    TomlParseResult toml = Toml.parse(text);
    if (toml.hasErrors()) {
      List<String> errors = new ArrayList<>();
      for (TomlParseError e : toml.errors()) {
        errors.add("line " + e.position().line() + ": " + e.getMessage());
      }
      throw new ConfigException(source, errors);
    }
    ConfigReader reader = new ConfigReader(devices, base);
    UnitConfig config = reader.unitConfig(toml);
    if (!reader.problems.isEmpty()) {
      throw new ConfigException(source, reader.problems);
    }
    return config;
  }

  private UnitConfig unitConfig(TomlTable root) {
    known(
        root,
        "",
        Set.of("unit", "camera", "gnss", "detect", "alert", "hotlist", "store", "uplink"));
    Section unit = section(root, "unit", Set.of("agency", "id", "deployment"));
    UnitConfig.Unit who =
        new UnitConfig.Unit(
            unit.name("agency", null),
            unit.name("id", null),
            unit.oneOf("deployment", "mobile", Set.of("fixed", "mobile", "portable", "trailer")));
    List<UnitConfig.CameraConfig> cameras = cameras(root);
    Section gnss = section(root, "gnss", Set.of("uri", "fresh_s"));
    Section detect =
        section(root, "detect", Set.of("long_side_px", "near_passes", "threshold", "threads"));
    Section alert = section(root, "alert", Set.of("sound", "light", "cool_down_s"));
    Section hotlist = section(root, "hotlist", Set.of("file"));
    Section store = section(root, "store", Set.of("file"));
    Optional<UnitConfig.UplinkConfig> uplink = Optional.empty();
    if (root.contains("uplink")) {
      Section s = section(root, "uplink", Set.of("url", "ca", "certificate", "key", "resend_s"));
      uplink =
          Optional.of(
              new UnitConfig.UplinkConfig(
                  url(s),
                  s.path("ca"),
                  s.path("certificate"),
                  s.path("key"),
                  Duration.ofSeconds(s.whole("resend_s", 15, 1, 3600))));
    }
    return new UnitConfig(
        who,
        cameras,
        new UnitConfig.Gnss(
            gnss.device("uri", null, devices::checkGnss),
            Duration.ofSeconds(gnss.whole("fresh_s", 5, 1, 600))),
        new UnitConfig.Detect(
            detect.whole("long_side_px", 640, 160, 3840),
            detect.yes("near_passes", true),
            detect.share("threshold"),
            detect.whole("threads", 1, 1, 16)),
        new UnitConfig.AlertConfig(
            alert.device("sound", "sim:sounder", devices::checkSounder),
            alert.device("light", "sim:light", devices::checkLight),
            Duration.ofSeconds(alert.whole("cool_down_s", 60, 0, 86_400))),
        hotlist.path("file"),
        store.path("file").orElse(base.resolve("outrider.db")),
        uplink);
  }

  private String url(Section s) {
    String url = s.text("url", null);
    boolean local = url.matches("tcp://(127\\.0\\.0\\.1|localhost|\\[::1\\]):\\d{1,5}");
    if (!url.isEmpty() && !local && !url.matches("ssl://[^/\\s]+:\\d{1,5}")) {
      s.problem("url", url, "ssl://HOST:PORT, or tcp://127.0.0.1:PORT on this machine");
    }
    if (url.startsWith("ssl:")) {
      for (String key : List.of("ca", "certificate", "key")) {
        if (s.path(key).isEmpty()) {
          s.problem(key, "", "a PEM file, since the broker is reached by ssl://");
        }
      }
    }
    return url;
  }

  private List<UnitConfig.CameraConfig> cameras(TomlTable root) {
    List<UnitConfig.CameraConfig> out = new ArrayList<>();
    @Nullable TomlArray array = root.isArray("camera") ? root.getArray("camera") : null;
    if (array == null || array.isEmpty()) {
      problems.add("camera: expected at least one [[camera]] section with id and uri");
      return out;
    }
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < array.size(); i++) {
      if (!(array.get(i) instanceof TomlTable table)) {
        problems.add("camera[" + i + "]: expected a section [[camera]]");
        continue;
      }
      Section s = new Section(table, "camera[" + i + "]");
      known(table, s.name, Set.of("id", "uri"));
      String id = s.name("id", null);
      if (!ids.add(id)) {
        s.problem("id", id, "a name that no other camera has");
      }
      out.add(new UnitConfig.CameraConfig(id, s.device("uri", null, devices::checkCamera)));
    }
    return out;
  }

  private Section section(TomlTable root, String name, Set<String> keys) {
    if (root.contains(name) && !root.isTable(name)) {
      problems.add(name + ": expected a section [" + name + "]");
      return new Section(null, name);
    }
    @Nullable TomlTable table = root.getTable(name);
    if (table != null) {
      known(table, name, keys);
    }
    return new Section(table, name);
  }

  private void known(TomlTable table, String name, Set<String> keys) {
    for (String key : new TreeSet<>(table.keySet())) {
      if (!keys.contains(key)) {
        problems.add(
            at(table, key)
                + (name.isEmpty() ? "" : name + ".")
                + key
                + ": unknown key, expected any of "
                + new TreeSet<>(keys));
      }
    }
  }

  private static String at(@Nullable TomlTable table, String key) {
    @Nullable TomlPosition position = table == null ? null : table.inputPositionOf(List.of(key));
    return position == null ? "" : "line " + position.line() + ": ";
  }

  /** One section; a missing one has only defaults. */
  private final class Section {
    private final @Nullable TomlTable table;
    private final String name;

    Section(@Nullable TomlTable table, String name) {
      this.table = table;
      this.name = name;
    }

    void problem(String key, @Nullable Object value, String expected) {
      problems.add(
          "%s%s.%s = %s, expected %s"
              .formatted(
                  at(table, key),
                  name,
                  key,
                  value == null || value.equals("") ? "(missing)" : value,
                  expected));
    }

    private @Nullable Object value(String key) {
      return table == null ? null : table.get(List.of(key));
    }

    String text(String key, @Nullable String otherwise) {
      @Nullable Object v = value(key);
      if (v instanceof String s && !s.isBlank()) {
        return s;
      }
      if (v == null && otherwise != null) {
        return otherwise;
      }
      problem(key, v, "a text");
      return "";
    }

    String name(String key, @Nullable String otherwise) {
      String s = text(key, otherwise);
      if (!s.isEmpty() && !s.matches(NAME)) {
        problem(key, s, "letters, digits, '_', '.', '-', at most 32");
      }
      return s;
    }

    String oneOf(String key, String otherwise, Set<String> allowed) {
      String s = text(key, otherwise);
      if (!s.isEmpty() && !allowed.contains(s)) {
        problem(key, s, "any of " + new TreeSet<>(allowed));
      }
      return s;
    }

    int whole(String key, int otherwise, int least, int most) {
      @Nullable Object v = value(key);
      if (v == null) {
        return otherwise;
      }
      if (v instanceof Long n && n >= least && n <= most) {
        return n.intValue();
      }
      problem(key, v, "a whole number %d to %d".formatted(least, most));
      return otherwise;
    }

    boolean yes(String key, boolean otherwise) {
      @Nullable Object v = value(key);
      if (v == null) {
        return otherwise;
      }
      if (v instanceof Boolean b) {
        return b;
      }
      problem(key, v, "true or false");
      return otherwise;
    }

    OptionalDouble share(String key) {
      @Nullable Object v = value(key);
      if (v == null) {
        return OptionalDouble.empty();
      }
      if (v instanceof Double d && d > 0 && d < 1) {
        return OptionalDouble.of(d);
      }
      problem(key, v, "a number between 0 and 1");
      return OptionalDouble.empty();
    }

    Optional<Path> path(String key) {
      @Nullable Object v = value(key);
      if (v == null) {
        return Optional.empty();
      }
      if (v instanceof String s && !s.isBlank()) {
        return Optional.of(base.resolve(s));
      }
      problem(key, v, "a path");
      return Optional.empty();
    }

    DeviceUri device(String key, @Nullable String otherwise, Consumer<DeviceUri> check) {
      String s = text(key, otherwise);
      if (!s.isEmpty()) {
        try {
          DeviceUri uri = DeviceUri.parse(s);
          check.accept(uri);
          return uri;
        } catch (IllegalArgumentException e) {
          problems.add(at(table, key) + name + "." + key + ": " + e.getMessage());
        }
      }
      return DeviceUri.parse("sim:none");
    }
  }
}
