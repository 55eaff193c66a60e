package org.outrider.agent.people.iam;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.toml.TomlDocument;
import org.outrider.agent.base.trust.SignedText;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.hal.clock.UnitClock;

/**
 * List of users on disk with its signature and the keys that it must be signed by. They are
 * separate files, copied in any order and with any delay between them, so that a change of each of
 * them is a reason to read again. Not safe for several threads.
 */
final class UsersFile {
  /** Interval at which files that were refused are read again though nothing changed. */
  private static final Duration AGAIN = Duration.ofSeconds(30);

  private final UsersConfig config;
  private final UnitClock clock;
  private String seen = "nothing yet";
  private boolean isRefused;
  private long readNanos;

  UsersFile(UsersConfig config, UnitClock clock) {
    this.config = config;
    this.clock = clock;
  }

  /** Whether there is a list at all. */
  boolean isThere() {
    return Files.exists(config.list());
  }

  /** Whether the files changed since the last call, or were refused some time ago. */
  boolean isDue() {
    String now = stamp();
    long nanos = clock.monotonicNanos();
    boolean isDue = !now.equals(seen) || (isRefused && nanos - readNanos >= AGAIN.toNanos());
    if (isDue) {
      seen = now; // before reading: what changes meanwhile is read once more
      readNanos = nanos;
    }
    return isDue;
  }

  /** Result of the last reading. */
  void refused(boolean refuses) {
    isRefused = refuses;
  }

  /** List and signature as central would send them; nothing is proved yet. */
  SignedText read() throws ConfigException, TrustException {
    String text = TomlDocument.text(config.list());
    return new SignedText(text, SignedText.ofFile(config.list()).signature());
  }

  /** Text that is another one whenever one of the files is. */
  private String stamp() {
    Path list = config.list();
    Map<String, String> all = new TreeMap<>();
    put(all, list);
    put(all, list.resolveSibling(list.getFileName() + ".sig"));
    put(all, config.keys());
    if (Files.isDirectory(config.keys())) {
      try (Stream<Path> keys = Files.list(config.keys())) {
        keys.forEach(key -> put(all, key));
      } catch (IOException e) {
        all.put("keys", "unreadable");
      }
    }
    return all.toString();
  }

  /** With the time of change, which copying with {@code cp -p} does not preserve. */
  private static void put(Map<String, String> all, Path file) {
    try {
      Map<String, Object> read = Files.readAttributes(file, "unix:ino,size,lastModifiedTime,ctime");
      all.put(file.toString(), new TreeMap<>(read).toString());
    } catch (IOException e) {
      all.put(file.toString(), "not there");
    }
  }
}
