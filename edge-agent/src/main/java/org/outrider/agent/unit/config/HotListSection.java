package org.outrider.agent.unit.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.outrider.agent.base.tls.TlsFiles;
import org.outrider.agent.base.toml.TomlDocument.Section;
import org.outrider.agent.hotlist.live.HotListConfig;
import org.outrider.agent.hotlist.live.SyncConfig;

/** {@code [hotlist]}. */
final class HotListSection {
  static final ConfigKeys KEYS = ConfigKeys.of("hotlist");
  private static final ConfigKey<Optional<Path>> FOLDER =
      KEYS.path(
          "folder", "path; none", "destination of imported releases (`outrider hotlist import`)");
  private static final String FORM = "https://HOST/PATH/manifest.json";
  private static final ConfigKey<List<String>> URLS =
      KEYS.texts("urls", "list of `" + FORM + "`; none", "sources of newer lists");
  private static final ConfigKey<Optional<Path>> KEYS_FOLDER =
      KEYS.path("keys", "path; required with `urls`", "keys that must have signed the lists");
  private static final ConfigKey<Optional<Path>> CA =
      KEYS.path("ca", "PEM file; required with `urls`", "only trusted authority for downloads");
  private static final ConfigKey<Optional<Path>> CERTIFICATE =
      KEYS.path(
          "certificate", "PEM file; required with `urls`", "the unit's certificate for downloads");
  private static final ConfigKey<Optional<Path>> KEY =
      KEYS.path("key", "PEM file; required with `urls`", "the unit's key for downloads");
  private static final ConfigKey<Optional<Path>> FILE =
      KEYS.path(
          "file",
          "path; none",
          "CSV with `plate,state,category,priority,vehicle,instructions,expires_at`");

  private static final ConfigKey<ZoneId> ZONE =
      KEYS.key(
          "zone",
          "time zone such as `America/New_York`, **the system's**",
          "zone whose midnights begin and end the days of `file`",
          (s, key, file) -> zone(s, key));

  private HotListSection() {}

  private static ZoneId zone(Section section, String key) {
    String text = section.maybe(key, "a time zone such as America/New_York").orElse("");
    try {
      return text.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(text);
    } catch (DateTimeException e) {
      section.problem(key, text, "a time zone such as America/New_York");
      return ZoneOffset.UTC;
    }
  }

  static HotListConfig read(ConfigFile file) {
    ConfigValues s = file.section(KEYS);
    StoreSection.keepApart(file, s, CERTIFICATE);
    return new HotListConfig(s.get(FILE), s.get(ZONE), s.get(FOLDER), sync(file, s));
  }

  private static Optional<SyncConfig> sync(ConfigFile file, ConfigValues s) {
    List<String> texts = s.get(URLS);
    Optional<Path> keys = s.get(KEYS_FOLDER);
    if (texts.isEmpty() && keys.isEmpty()) {
      return Optional.empty();
    }
    List<URI> urls = new ArrayList<>();
    for (String text : texts) {
      ConfigKeys.https(s.section(), URLS.name(), text, "/\\S+", FORM).ifPresent(urls::add);
    }
    if (s.get(FOLDER).isEmpty()) {
      s.problem(FOLDER, "", "a path, since lists are imported");
    }
    if (keys.isEmpty()) {
      s.problem(KEYS_FOLDER, "", "a folder of public keys, since lists are fetched from urls");
    }
    return Optional.of(new SyncConfig(urls, keys.orElse(file.folder()), tls(s, urls)));
  }

  private static Optional<TlsFiles> tls(ConfigValues s, List<URI> urls) {
    List<Path> files = new ArrayList<>();
    for (ConfigKey<Optional<Path>> key : List.of(CA, CERTIFICATE, KEY)) {
      Optional<Path> file = s.get(key);
      if (file.isEmpty() && !urls.isEmpty()) {
        s.problem(key, "", "a path, since lists are fetched from urls");
      }
      file.ifPresent(files::add);
    }
    return files.size() == 3
        ? Optional.of(new TlsFiles(files.get(0), files.get(1), files.get(2)))
        : Optional.empty();
  }
}
