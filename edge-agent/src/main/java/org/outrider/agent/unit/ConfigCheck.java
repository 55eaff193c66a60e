package org.outrider.agent.unit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.outrider.agent.base.tls.TlsException;
import org.outrider.agent.base.tls.TlsFiles;
import org.outrider.agent.base.tls.UnitTls;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.toml.TomlDocument;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.live.SyncConfig;
import org.outrider.agent.hotlist.release.ImportRules;
import org.outrider.agent.hotlist.release.ListFile;
import org.outrider.agent.link.uplink.UplinkConfig;
import org.outrider.agent.people.iam.Users;
import org.outrider.agent.people.iam.UsersConfig;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.agent.upkeep.enrol.Enrolment;
import org.outrider.agent.upkeep.update.UpdateSettings;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.spi.Devices;

/**
 * Check of a configuration with everything it names: profile, lists, users, keys, certificates and
 * recordings are loaded by the code that the unit runs. No device is opened, since a camera may be
 * plugged in later; {@code doctor} opens them.
 *
 * @param problems that keep the unit, or one of its parts, from working; in the order of their
 *     lines
 * @param warnings about what may come later, such as a certificate that central has not issued yet
 */
public record ConfigCheck(List<String> problems, List<String> warnings) {
  private static final int EVERYTHING = Integer.MAX_VALUE;

  public ConfigCheck {
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
  }

  /**
   * Checks a file.
   *
   * @param now by which lists of users are in time
   */
  public static ConfigCheck of(Path file, Devices devices, Instant now) {
    try {
      return new Pass(ConfigReader.load(file, devices), now).run();
    } catch (ConfigException e) {
      return new ConfigCheck(e.problems(), List.of());
    }
  }

  /** One check of one file. */
  private static final class Pass {
    private final UnitConfig config;
    private final TomlDocument document;
    private final Instant now;
    private final List<Finding> problems = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();

    Pass(ConfigReader.Loaded loaded, Instant now) {
      this.config = loaded.config();
      this.document = loaded.document();
      this.now = now;
    }

    /** What was found at a key. */
    private record Finding(int line, String text) {
      static List<String> inOrder(List<Finding> findings) {
        return findings.stream()
            .sorted(Comparator.comparingInt(f -> f.line() == 0 ? EVERYTHING : f.line()))
            .map(f -> f.line() == 0 ? f.text() : "line " + f.line() + ": " + f.text())
            .toList();
      }
    }

    /** Loads something; what it throws is a problem of the key. */
    @FunctionalInterface
    private interface Load {
      void run() throws ConfigException, TrustException, TlsException, HotListException;
    }

    ConfigCheck run() {
      devices();
      ImportRules rules = profile();
      hotList(rules);
      config.users().ifPresent(this::users);
      config.uplink().ifPresent(this::uplink);
      config.enrolment().ifPresent(this::enrolment);
      config.update().ifPresent(this::update);
      config.console().flatMap(UnitConfig.ConsoleConfig::tls).ifPresent(this::console);
      return new ConfigCheck(Finding.inOrder(problems), Finding.inOrder(warnings));
    }

    private void problem(String section, String key, String text) {
      problems.add(
          new Finding(document.line(section, key), "%s.%s: %s".formatted(section, key, text)));
    }

    private void warning(String section, String key, String text) {
      warnings.add(
          new Finding(document.line(section, key), "%s.%s: %s".formatted(section, key, text)));
    }

    private boolean loads(String section, String key, Load load) {
      try {
        load.run();
        return true;
      } catch (ConfigException e) {
        e.problems().forEach(p -> problem(section, key, e.source() + ": " + p));
      } catch (TrustException | TlsException | HotListException e) {
        problem(section, key, String.valueOf(e.getMessage()));
      }
      return false;
    }

    private void devices() {
      for (int i = 0; i < config.cameras().size(); i++) {
        UnitConfig.CameraConfig camera = config.cameras().get(i);
        int line = document.line("camera", i, "uri");
        String key = "camera[%d].uri: ".formatted(i);
        recording(camera.uri(), "file").ifPresent(p -> problems.add(new Finding(line, key + p)));
      }
      recording(config.gnss().uri(), "replay").ifPresent(p -> problem("gnss", "uri", p));
      DeviceUri sound = config.alert().sound();
      if (sound.scheme().equals("file")) {
        Path folder = Path.of(sound.target()).toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
          problem("alert", "sound", folder + ": no such folder, expected one to write sounds to");
        }
      }
    }

    /** What is wrong with a device that is a file. */
    private static Optional<String> recording(DeviceUri uri, String scheme) {
      if (!uri.scheme().equals(scheme)) {
        return Optional.empty();
      }
      Path file = Path.of(uri.target());
      if (!Files.exists(file)) {
        return Optional.of(uri + ": no such file, expected a recording at " + file);
      }
      return Files.isReadable(file)
          ? Optional.empty()
          : Optional.of(uri + ": cannot be read: permission denied");
    }

    private ImportRules profile() {
      ImportRules[] rules = {ImportRules.DEFAULT};
      Optional<Path> keys = config.policy().keys();
      if (keys.isEmpty() || keys("policy", keys.get())) {
        loads("policy", "profile", () -> rules[0] = ProfileRules.of(config.policy()).importRules());
      }
      return rules[0];
    }

    private boolean keys(String section, Path folder) {
      return loads(section, "keys", () -> TrustedKeys.of(folder));
    }

    private void hotList(ImportRules rules) {
      config
          .hotlist()
          .file()
          .ifPresent(
              file -> {
                if (Files.exists(file)) {
                  loads(
                      "hotlist", "file", () -> ListFile.read(file, rules, config.hotlist().zone()));
                } else {
                  problem("hotlist", "file", file + ": no such file, expected a CSV list");
                }
              });
      config
          .hotlist()
          .folder()
          .filter(folder -> Files.exists(folder) && !Files.isDirectory(folder))
          .ifPresent(f -> problem("hotlist", "folder", f + ": a file, expected a folder"));
      config.hotlist().sync().ifPresent(this::sync);
    }

    private void sync(SyncConfig sync) {
      if (document.line("hotlist", "keys") > 0) {
        keys("hotlist", sync.keys());
      }
      sync.tls().ifPresent(tls -> pinned("hotlist", tls));
    }

    private void users(UsersConfig users) {
      if (!keys("users", users.keys())) {
        return;
      }
      boolean isSentLater = config.uplink().isPresent();
      if (isSentLater && !Files.exists(users.list())) {
        warning("users", "list", users.list() + ": not there yet, nobody logs on until it is");
        return;
      }
      loads("users", "list", () -> Users.check(users, config.unit().agency(), now, isSentLater));
    }

    private void uplink(UplinkConfig uplink) {
      uplink.keys().ifPresent(folder -> keys("uplink", folder));
      if (uplink.ca().isPresent() && uplink.certificate().isPresent() && uplink.key().isPresent()) {
        pinned(
            "uplink",
            new TlsFiles(uplink.ca().get(), uplink.certificate().get(), uplink.key().get()));
      }
    }

    private void pinned(String section, TlsFiles tls) {
      authority(section, tls.ca());
      pair(section, tls.certificate(), tls.key());
    }

    private void authority(String section, Path ca) {
      if (Files.exists(ca)) {
        loads(section, "ca", () -> UnitTls.checkAuthority(ca));
      } else {
        problem(section, "ca", ca + ": no such file, expected the authority as PEM");
      }
    }

    /** Certificate and key of the unit; both come later where it enrols. */
    private void pair(String section, Path certificate, Path key) {
      boolean isEnrolled =
          config.enrolment().filter(e -> e.certificate().equals(certificate)).isPresent();
      if (!Files.exists(key)) {
        if (isEnrolled) {
          warning(section, "key", key + ": not there yet, made by the enrolment");
        } else {
          problem(section, "key", key + ": no such file, expected a PKCS #8 key as PEM");
        }
      } else if (!Files.exists(certificate)) {
        warning(
            section, "certificate", certificate + ": not there yet, nothing connects until it is");
      } else {
        loads(section, "certificate", () -> UnitTls.checkPair(certificate, key));
      }
    }

    private void enrolment(Enrolment.Settings enrolment) {
      authority("enrolment", enrolment.ca());
    }

    private void update(UpdateSettings update) {
      authority("update", update.ca());
      update
          .token()
          .filter(token -> !Files.exists(token))
          .ifPresent(token -> problem("update", "token", token + ": no such file"));
    }

    private void console(UnitConfig.ConsoleTls tls) {
      pair("console", tls.certificate(), tls.key());
    }
  }
}
