package org.outrider.agent.unit.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.outrider.agent.upkeep.update.UpdateSettings;

/** {@code [update]}. */
final class UpdateSection {
  static final ConfigKeys KEYS = ConfigKeys.of("update");
  private static final ConfigKey<Optional<URI>> URL =
      KEYS.https(
          "url",
          "https://HOST/PATH/index.json",
          "this or `update.hawkbit`",
          "index of the newest bundle for this kind of unit ([updates](technician.md))");
  private static final ConfigKey<Optional<URI>> HAWKBIT =
      KEYS.https(
          "hawkbit",
          "https://HOST/TENANT",
          "this or `update.url`",
          "hawkBit server (Direct Device Integration API)");
  private static final ConfigKey<Optional<Path>> TOKEN =
      KEYS.path(
          "token",
          "file; required with `update.hawkbit`",
          "the unit's own token, or `GatewayToken ...`; never sent to another host");
  private static final ConfigKey<Optional<Path>> CA =
      KEYS.path("ca", "PEM file; required", "the only trusted authority for the server");
  private static final ConfigKey<List<String>> INTERFACES =
      KEYS.texts(
          "interfaces",
          "list of names, **[]**",
          "interfaces of which one must be up, such as `[\"wlan0\"]`; empty for any");
  private static final ConfigKey<Integer> DAILY_MB =
      KEYS.integer("daily_mb", 500, 0, 1_000_000, "maximum megabytes per day; 0 for no limit");
  private static final ConfigKey<Optional<Path>> FOLDER =
      KEYS.path("folder", "path, **update** beside the database", "download folder");
  private static final ConfigKey<Optional<Path>> OUTCOMES =
      KEYS.path(
          "outcomes",
          "path, **/var/lib/outrider-update**",
          "outcomes of updates, written by the installer");

  private UpdateSection() {}

  static Optional<UpdateSettings> read(ConfigFile file) {
    if (!file.has(KEYS)) {
      return Optional.empty();
    }
    ConfigValues s = file.section(KEYS);
    if (s.has(URL) == s.has(HAWKBIT)) {
      s.problem(URL, "", "either url, of an index, or hawkbit");
    }
    boolean isHawkbit = s.has(HAWKBIT);
    Optional<URI> url = s.get(isHawkbit ? HAWKBIT : URL);
    Optional<Path> ca = s.get(CA);
    if (ca.isEmpty()) {
      s.problem(CA, "", "a PEM file: the authority of the server, no other is trusted");
    }
    if (isHawkbit && s.get(TOKEN).isEmpty()) {
      s.problem(TOKEN, "", "a file with the token of this unit at the hawkBit server");
    }
    List<String> interfaces = s.get(INTERFACES);
    long dailyBytes = s.get(DAILY_MB) * 1_000_000L;
    if (url.isEmpty() || ca.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new UpdateSettings(
            folderOf(url.get()),
            isHawkbit,
            ca.get(),
            s.get(TOKEN),
            s.get(FOLDER).orElse(StoreSection.database(file).resolveSibling("update")),
            s.get(OUTCOMES).orElse(Path.of("/var/lib/outrider-update")),
            interfaces,
            dailyBytes));
  }

  /** An address without slashes at its end, to which paths are appended. */
  static URI folderOf(URI url) {
    return URI.create(url.toString().replaceAll("/+$", ""));
  }
}
