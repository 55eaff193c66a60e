package org.outrider.agent.unit.config;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.tls.TlsFiles;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.toml.TomlDocument;
import org.outrider.agent.base.toml.TomlDocument.Section;
import org.outrider.agent.hotlist.live.HotListConfig;
import org.outrider.agent.hotlist.live.SyncConfig;
import org.outrider.agent.link.uplink.UplinkConfig;
import org.outrider.agent.people.iam.UsersConfig;
import org.outrider.agent.policy.PolicyConfig;
import org.outrider.agent.reading.position.GnssConfig;
import org.outrider.agent.reading.position.Zone;
import org.outrider.agent.reading.vision.PictureMask;
import org.outrider.agent.upkeep.enrol.Enrolment;
import org.outrider.agent.upkeep.inventory.Assignment;
import org.outrider.agent.upkeep.inventory.Component;
import org.outrider.agent.upkeep.inventory.InventoryConfig;
import org.outrider.agent.upkeep.inventory.MaintenancePlan;
import org.outrider.agent.upkeep.inventory.Survey;
import org.outrider.agent.upkeep.update.UpdateSettings;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.spi.Devices;

/** Reads {@code outrider.toml}. Nothing is guessed, and all problems are listed at once. */
public final class ConfigReader {
  private static final Set<String> UPLINK =
      Set.of(
          "url",
          "ca",
          "certificate",
          "key",
          "keys",
          "resend_s",
          "bulk_kbit_s",
          "picture_interfaces");

  private final Devices devices;
  private final Path base;
  private final TomlDocument toml;

  private ConfigReader(Devices devices, Path base, TomlDocument toml) {
    this.devices = devices;
    this.base = base;
    this.toml = toml;
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
    TomlDocument toml = TomlDocument.parse(source, text);
    UnitConfig config = new ConfigReader(devices, base, toml).unitConfig();
    toml.check();
    return config;
  }

  /** What stands in topics where other units have their name. */
  private static final Set<String> TAKEN = Set.of("central", "beat");

  private UnitConfig unitConfig() {
    toml.root(
        Set.of(
            "unit",
            "camera",
            "gnss",
            "detect",
            "alert",
            "health",
            "hotlist",
            "policy",
            "store",
            "audit",
            "users",
            "console",
            "uplink",
            "enrolment",
            "update",
            "inventory",
            "part",
            "assignment",
            "survey",
            "no_capture"));
    Section unit = toml.section("unit", Set.of("agency", "id", "deployment", "beat"));
    String id = unit.name("id", null);
    if (TAKEN.contains(id)) {
      unit.problem("id", id, "another name: the topics of central and of beats have this one");
    }
    UnitConfig.Unit who =
        new UnitConfig.Unit(
            unit.name("agency", null),
            id,
            Deployment.of(
                unit.oneOf("deployment", Deployment.MOBILE.word(), Set.copyOf(Deployment.words()))),
            unit.nameOrNone("beat"));
    List<UnitConfig.CameraConfig> cameras = cameras();
    Section gnss = toml.section("gnss", Set.of("uri", "fresh_s"));
    Section detect =
        toml.section("detect", Set.of("long_side_px", "near_passes", "threshold", "threads"));
    Section alert =
        toml.section(
            "alert", Set.of("sound", "light", "cool_down_s", "accept_button", "reject_button"));
    Section hotlist =
        toml.section(
            "hotlist", Set.of("file", "folder", "urls", "keys", "ca", "certificate", "key"));
    Section store = toml.section("store", Set.of("file", "max_mb"));
    return new UnitConfig(
        who,
        cameras,
        new GnssConfig(
            device(gnss, "uri", null, devices::checkGnss),
            Duration.ofSeconds(gnss.whole("fresh_s", 5, 1, 600))),
        new UnitConfig.Detect(
            detect.whole("long_side_px", 640, 160, 3840),
            detect.yes("near_passes", true),
            detect.share("threshold"),
            detect.whole("threads", 1, 1, 16)),
        new UnitConfig.AlertConfig(
            device(alert, "sound", "sim:sounder", devices::checkSounder),
            device(alert, "light", "sim:light", devices::checkLight),
            Duration.ofSeconds(alert.whole("cool_down_s", 60, 0, 86_400)),
            button(alert, "accept_button"),
            button(alert, "reject_button")),
        led(),
        new HotListConfig(path(hotlist, "file"), path(hotlist, "folder"), sync(hotlist)),
        policy(),
        new UnitConfig.StoreConfig(
            path(store, "file").orElse(base.resolve("outrider.db")),
            store.whole("max_mb", 8192, 16, 4_000_000)),
        audit(path(store, "file").orElse(base.resolve("outrider.db"))),
        users(path(store, "file").orElse(base.resolve("outrider.db"))),
        console(),
        uplink(),
        enrolment(),
        update(path(store, "file").orElse(base.resolve("outrider.db"))),
        inventory(),
        noCapture());
  }

  /** Polygons as texts, {@code "latitude,longitude"} a corner. */
  private List<Zone> noCapture() {
    List<Zone> out = new ArrayList<>();
    for (Section s : toml.sections("no_capture", Set.of("name", "corners"))) {
      List<Zone.Corner> corners = new ArrayList<>();
      for (String text : s.texts("corners", List.of())) {
        double[] at = numbers(text, 2);
        if (at.length == 0 || Math.abs(at[0]) > 90 || Math.abs(at[1]) > 180) {
          s.problem("corners", text, "\"latitude,longitude\" in degrees");
        } else {
          corners.add(new Zone.Corner(at[0], at[1]));
        }
      }
      String name = s.text("name", null);
      if (corners.size() < 3) {
        s.problem("corners", String.valueOf(corners.size()), "three corners or more");
      } else {
        out.add(new Zone(name, corners));
      }
    }
    return out;
  }

  private static PictureMask mask(Section s) {
    List<PictureMask.Area> areas = new ArrayList<>();
    for (String text : s.texts("masks", List.of())) {
      double[] at = numbers(text, 4);
      try {
        areas.add(new PictureMask.Area(at[0], at[1], at[2], at[3]));
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
        s.problem("masks", text, "\"left,top,right,bottom\" in shares from 0 to 1");
      }
    }
    return new PictureMask(areas);
  }

  /** So many numbers with commas between; none where it is anything else. */
  private static double[] numbers(String text, int count) {
    String[] parts = text.split(",", -1);
    double[] out = new double[count];
    if (parts.length != count) {
      return new double[0];
    }
    for (int i = 0; i < count; i++) {
      String part = parts[i].strip();
      if (!part.matches("-?\\d{1,3}(\\.\\d{1,9})?")) {
        return new double[0];
      }
      out[i] = Double.parseDouble(part);
    }
    return out;
  }

  private InventoryConfig inventory() {
    Section s =
        toml.section(
            "inventory", Set.of("asset_tag", "board", "clean_days", "service_days", "count_days"));
    MaintenancePlan usual = MaintenancePlan.DEFAULT;
    return new InventoryConfig(
        s.text("asset_tag", ""),
        device(s, "board", "sysfs:/", devices::checkProbe),
        new MaintenancePlan(
            s.whole("clean_days", usual.cleanDays(), 1, 3650),
            s.whole("service_days", usual.serviceDays(), 1, 3650),
            s.whole("count_days", usual.countDays(), 1, 3650)),
        parts(),
        assignment(),
        survey());
  }

  private List<Component> parts() {
    List<Component> out = new ArrayList<>();
    Set<String> places = new HashSet<>();
    for (Section s :
        toml.sections(
            "part",
            Set.of(
                "type",
                "position",
                "maker",
                "model",
                "serial",
                "firmware",
                "tag",
                "installed_on"))) {
      Component part =
          new Component(
              s.name("type", null),
              s.text("position", ""),
              s.text("maker", ""),
              s.text("model", ""),
              s.text("serial", ""),
              s.text("firmware", ""),
              s.text("tag", ""),
              s.day("installed_on").orElse(null));
      if (!places.add(part.place())) {
        s.problem("position", part.position(), "a place where no other " + part.type() + " is");
      }
      out.add(part);
    }
    return out;
  }

  private Assignment assignment() {
    if (!toml.contains("assignment")) {
      return Assignment.NONE;
    }
    Section s =
        toml.section(
            "assignment",
            Set.of(
                "vehicle",
                "site",
                "approved_by",
                "board_serial",
                "valid_until",
                "lat",
                "lon",
                "radius_m"));
    if (s.has("vehicle") == s.has("site")) {
      s.problem("vehicle", "", "either vehicle or site");
    }
    boolean hasArea = s.has("lat") || s.has("lon") || s.has("radius_m");
    Optional<Assignment.Area> area =
        hasArea
            ? Optional.of(
                new Assignment.Area(
                    s.number("lat", -90, 90),
                    s.number("lon", -180, 180),
                    s.number("radius_m", 1, 1_000_000)))
            : Optional.empty();
    return new Assignment(
        s.text("vehicle", ""),
        s.text("site", ""),
        s.text("approved_by", null),
        s.text("board_serial", ""),
        s.day("valid_until"),
        area);
  }

  private Optional<Survey> survey() {
    if (!toml.contains("survey")) {
      return Optional.empty();
    }
    Section s = toml.section("survey", Set.of("lat", "lon", "by", "on", "moved_m"));
    return Optional.of(
        new Survey(
            s.number("lat", -90, 90),
            s.number("lon", -180, 180),
            s.text("by", null),
            s.day("on"),
            s.has("moved_m") ? s.number("moved_m", 5, 10_000) : Survey.USUAL_MOVE_M));
  }

  private UnitConfig.AuditConfig audit(Path store) {
    Section s = toml.section("audit", Set.of("file", "key"));
    Path key = path(s, "key").orElse(store.resolveSibling("unit.key.pem"));
    if (!key.toString().endsWith(".key.pem")) {
      s.problem("key", key.toString(), "a path that ends in .key.pem");
    }
    return new UnitConfig.AuditConfig(
        path(s, "file").orElse(store.resolveSibling("audit.db")), key);
  }

  private Optional<UsersConfig> users(Path store) {
    if (!toml.contains("users")) {
      return Optional.empty();
    }
    Section s = toml.section("users", Set.of("list", "keys", "accounts"));
    return Optional.of(
        new UsersConfig(
            base.resolve(s.text("list", null)),
            base.resolve(s.text("keys", null)),
            path(s, "accounts").orElse(store.resolveSibling("accounts.db"))));
  }

  private Optional<UnitConfig.ConsoleConfig> console() {
    if (!toml.contains("console")) {
      return Optional.empty();
    }
    Section s = toml.section("console", Set.of("host", "port", "certificate", "key"));
    if (!toml.contains("users")) {
      toml.problem("users: (missing), nobody could log on to the console");
    }
    String host = s.text("host", "127.0.0.1");
    Optional<Path> certificate = path(s, "certificate");
    Optional<Path> key = path(s, "key");
    boolean isLocal = Set.of("127.0.0.1", "localhost", "::1").contains(host);
    if (!isLocal || certificate.isPresent() || key.isPresent()) {
      for (String name : List.of("certificate", "key")) {
        if (path(s, name).isEmpty()) {
          s.problem(name, "", "a PEM file, since the console is reached over a network");
        }
      }
    }
    return Optional.of(
        new UnitConfig.ConsoleConfig(
            host,
            s.whole("port", 8480, 0, 65_535),
            certificate.flatMap(c -> key.map(k -> new UnitConfig.ConsoleTls(c, k)))));
  }

  private Optional<SyncConfig> sync(Section s) {
    List<String> texts = s.texts("urls", List.of());
    Optional<Path> keys = path(s, "keys");
    if (texts.isEmpty() && keys.isEmpty()) {
      return Optional.empty();
    }
    List<URI> urls = new ArrayList<>();
    for (String text : texts) {
      https(s, "urls", text, "/\\S+", "https://HOST/PATH/manifest.json").ifPresent(urls::add);
    }
    if (path(s, "folder").isEmpty()) {
      s.problem("folder", "", "a path, since lists are taken in");
    }
    if (keys.isEmpty()) {
      s.problem("keys", "", "a folder of public keys, since lists are fetched from urls");
    }
    return Optional.of(new SyncConfig(urls, keys.orElse(base), tls(s, urls)));
  }

  private Optional<TlsFiles> tls(Section s, List<URI> urls) {
    List<Path> files = new ArrayList<>();
    for (String key : List.of("ca", "certificate", "key")) {
      Optional<Path> file = path(s, key);
      if (file.isEmpty() && !urls.isEmpty()) {
        s.problem(key, "", "a path, since lists are fetched from urls");
      }
      file.ifPresent(files::add);
    }
    if (files.size() == 3) {
      return Optional.of(new TlsFiles(files.get(0), files.get(1), files.get(2)));
    }
    return Optional.empty();
  }

  private PolicyConfig policy() {
    Section s = toml.section("policy", Set.of("profile", "keys", "retention_days"));
    String profile = s.text("profile", "default");
    boolean isFile = profile.endsWith(".toml");
    if (isFile && path(s, "keys").isEmpty()) {
      s.problem("keys", "", "a folder of public keys, since the profile is a file");
    }
    return new PolicyConfig(
        isFile ? base.resolve(profile).toString() : profile,
        path(s, "keys"),
        s.has("retention_days")
            ? Optional.of(s.whole("retention_days", 1, 1, 36_500))
            : Optional.empty());
  }

  private Optional<UplinkConfig> uplink() {
    if (!toml.contains("uplink")) {
      return Optional.empty();
    }
    Section s = toml.section("uplink", UPLINK);
    return Optional.of(
        new UplinkConfig(
            url(s),
            path(s, "ca"),
            path(s, "certificate"),
            path(s, "key"),
            path(s, "keys"),
            Duration.ofSeconds(s.whole("resend_s", 15, 1, 3600)),
            s.whole("bulk_kbit_s", 0, 0, 10_000_000),
            s.texts("picture_interfaces", List.of())));
  }

  private Optional<Enrolment.Settings> enrolment() {
    if (!toml.contains("enrolment")) {
      return Optional.empty();
    }
    Section s = toml.section("enrolment", Set.of("url", "ca", "token"));
    String url = s.text("url", null);
    Optional<URI> server = https(s, "url", url, "(/[^\\s?#]*)?", "https://HOST/.well-known/est");
    Optional<Path> ca = path(s, "ca");
    if (ca.isEmpty()) {
      s.problem("ca", "", "a PEM file: the authority of the EST server, no other is trusted");
    }
    Section uplink = toml.section("uplink", UPLINK);
    Optional<Path> certificate = path(uplink, "certificate");
    Optional<Path> key = path(uplink, "key");
    if (certificate.isEmpty() || key.isEmpty()) {
      s.problem("url", url, "[uplink] certificate and key, where they are to be put");
    }
    if (server.isEmpty() || ca.isEmpty() || certificate.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Enrolment.Settings(
            base(server.get()),
            ca.get(),
            path(s, "token").orElse(base.resolve("enrolment-token")),
            key.get(),
            certificate.get()));
  }

  private Optional<UpdateSettings> update(Path store) {
    if (!toml.contains("update")) {
      return Optional.empty();
    }
    Section s =
        toml.section(
            "update",
            Set.of(
                "url", "hawkbit", "token", "ca", "folder", "outcomes", "interfaces", "daily_mb"));
    if (s.has("url") == s.has("hawkbit")) {
      s.problem("url", "", "either url, of an index, or hawkbit");
    }
    boolean isHawkbit = s.has("hawkbit");
    String key = isHawkbit ? "hawkbit" : "url";
    Optional<URI> url =
        https(
            s,
            key,
            s.text(key, ""),
            "(/[^\\s?#]*)?",
            isHawkbit ? "https://HOST/TENANT" : "https://HOST/PATH/index.json");
    Optional<Path> ca = path(s, "ca");
    if (ca.isEmpty()) {
      s.problem("ca", "", "a PEM file: the authority of the server, no other is trusted");
    }
    if (isHawkbit && path(s, "token").isEmpty()) {
      s.problem("token", "", "a file: what the hawkBit server knows the unit by");
    }
    List<String> interfaces = s.texts("interfaces", List.of());
    long dailyBytes = s.whole("daily_mb", 500, 0, 1_000_000) * 1_000_000L;
    if (url.isEmpty() || ca.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new UpdateSettings(
            base(url.get()),
            isHawkbit,
            ca.get(),
            path(s, "token"),
            path(s, "folder").orElse(store.resolveSibling("update")),
            path(s, "outcomes").orElse(Path.of("/var/lib/outrider-update")),
            interfaces,
            dailyBytes));
  }

  /** An address; empty, and a problem, where it is none. A key that is missing is one already. */
  private static Optional<URI> https(
      Section s, String key, String text, String path, String expected) {
    if (!s.has(key)) {
      return Optional.empty();
    }
    try {
      if (text.matches("https://[^/\\s]+" + path)) {
        return Optional.of(new URI(text));
      }
    } catch (URISyntaxException e) {
      // told as any other
    }
    s.problem(key, text, expected);
    return Optional.empty();
  }

  /** What paths are put behind. */
  private static URI base(URI url) {
    return URI.create(url.toString().replaceAll("/+$", ""));
  }

  private String url(Section s) {
    String url = s.text("url", null);
    boolean local = url.matches("tcp://(127\\.0\\.0\\.1|localhost|\\[::1\\]):\\d{1,5}");
    if (!url.isEmpty() && !local && !url.matches("ssl://[^/\\s]+:\\d{1,5}")) {
      s.problem("url", url, "ssl://HOST:PORT, or tcp://127.0.0.1:PORT on this machine");
    }
    if (url.startsWith("ssl:")) {
      for (String key : List.of("ca", "certificate", "key")) {
        if (path(s, key).isEmpty()) {
          s.problem(key, "", "a PEM file, since the broker is reached by ssl://");
        }
      }
    }
    return url;
  }

  private List<UnitConfig.CameraConfig> cameras() {
    List<UnitConfig.CameraConfig> out = new ArrayList<>();
    List<Section> sections = toml.sections("camera", Set.of("id", "uri", "masks"));
    if (sections.isEmpty()) {
      toml.problem("camera: expected at least one [[camera]] section with id and uri");
    }
    Set<String> ids = new HashSet<>();
    for (Section s : sections) {
      String id = s.name("id", null);
      if (!ids.add(id)) {
        s.problem("id", id, "a name that no other camera has");
      }
      out.add(
          new UnitConfig.CameraConfig(id, device(s, "uri", null, devices::checkCamera), mask(s)));
    }
    return out;
  }

  private Optional<Path> path(Section s, String key) {
    return s.maybe(key, "a path").map(base::resolve);
  }

  private Optional<DeviceUri> button(Section s, String key) {
    return s.has(key) ? Optional.of(device(s, key, null, devices::checkInput)) : Optional.empty();
  }

  private Optional<DeviceUri> led() {
    Section s = toml.section("health", Set.of("led"));
    return s.has("led")
        ? Optional.of(device(s, "led", null, devices::checkLight))
        : Optional.empty();
  }

  private static DeviceUri device(
      Section s, String key, @Nullable String otherwise, Consumer<DeviceUri> check) {
    String text = s.text(key, otherwise);
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
}
