package org.outrider.agent.hotlist.release;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.durable.Durable;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.DateBounds;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.format.ListFormat;
import org.outrider.agent.people.iam.Classification;

/**
 * The lists of a unit, a folder each. A release is staged, verified, written into a file of its
 * own, activated by renaming one small file, and only then is its predecessor erased; a power cut
 * at any step leaves exactly one complete list in force (HL-02). What a cut left behind is cleared
 * at the next start.
 */
public final class ReleaseStore {
  private static final String STAGING = "staging";
  private static final String LOCK = "lock";
  private static final int COPY_BYTES = 1 << 16;

  private final Path folder;
  private final HotListFiles files;

  /**
   * What happened to a release.
   *
   * @param report of its lines
   * @param replaced version before; null when there was none
   */
  public record Installed(HotListManifest manifest, ImportReport report, @Nullable Long replaced) {}

  /** A list in force, to be closed when it is no longer used. */
  public interface Active extends AutoCloseable {
    HotList list();

    @Override
    void close();
  }

  public ReleaseStore(Path folder, HotListFiles files) {
    this.folder = folder;
    this.files = files;
  }

  /** The ids of the lists that have a version in force. */
  public List<String> listIds() throws HotListException {
    List<String> out = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> in = Files.newDirectoryStream(folder, Files::isDirectory)) {
        for (Path list : in) {
          if (Files.exists(list.resolve(ActiveRelease.FILE))) {
            out.add(String.valueOf(list.getFileName()));
          }
        }
      } catch (IOException e) {
        throw new HotListException(folder + ": cannot be read: " + e.getMessage());
      }
    }
    out.sort(null);
    return out;
  }

  /** Changes whenever another version is in force: what a running unit watches. */
  public String stamp() throws HotListException {
    StringBuilder out = new StringBuilder();
    for (String id : listIds()) {
      @Nullable ActiveRelease active = ActiveRelease.read(folder.resolve(id));
      if (active != null) {
        out.append(id).append('@').append(active.version());
        out.append('+').append(active.effectiveVersion()).append(' ');
      }
    }
    return out.toString();
  }

  /**
   * Opens the list in force.
   *
   * @throws HotListException when there is none or its file is damaged
   */
  public Active open(String listId) throws HotListException {
    Path home = folder.resolve(listId);
    @Nullable ActiveRelease active = ActiveRelease.read(home);
    if (active == null) {
      throw new HotListException(listId + ": no version was ever activated");
    }
    HotListFiles.Opened base = files.open(file(home, active.version()));
    if (active.deltaVersion() == null) {
      return new Open(base, base::close);
    }
    try {
      OverlayHotList both =
          new OverlayHotList(base, files.open(file(home, active.effectiveVersion())));
      return new Open(both, both::close);
    } catch (HotListException e) {
      base.close();
      throw e;
    }
  }

  private record Open(HotList list, Runnable closer) implements Active {
    @Override
    public void close() {
      closer.run();
    }
  }

  /** The manifest of the version in force. */
  public HotListManifest manifest(String listId) throws HotListException {
    Path home = folder.resolve(listId);
    @Nullable ActiveRelease active = ActiveRelease.read(home);
    if (active == null) {
      throw new HotListException(listId + ": no version was ever activated");
    }
    return HotListManifest.read(manifestFile(home, active.effectiveVersion()));
  }

  /** Whether it is in force already, alone or under the delta on top of it. */
  public boolean isInForce(HotListManifest manifest) throws HotListException {
    @Nullable ActiveRelease active = ActiveRelease.read(folder.resolve(manifest.listId()));
    return active != null
        && (manifest.version() == active.effectiveVersion()
            || (manifest.isFull() && manifest.version() == active.version()));
  }

  /** True if a newer version of its list is in force. */
  public boolean isSuperseded(HotListManifest manifest) throws HotListException {
    @Nullable ActiveRelease active = ActiveRelease.read(folder.resolve(manifest.listId()));
    return active != null && manifest.version() < active.effectiveVersion();
  }

  private static Path file(Path home, long version) {
    return home.resolve(version + ".db");
  }

  private static Path manifestFile(Path home, long version) {
    return home.resolve(version + ".manifest.json");
  }

  /**
   * Installs a release, or refuses it and leaves everything as it was.
   *
   * @param now right time, in UTC
   * @param progress receives the number of steps done, of two per record
   * @throws HotListException naming what was refused and why
   */
  public Installed install(
      ReleaseSource source, TrustedKeys keys, ImportRules rules, Instant now, LongConsumer progress)
      throws HotListException {
    return install(source, keys, rules, now, DateBounds.latest(now), progress);
  }

  /**
   * The same, by a clock that may not be right.
   *
   * @param latest date that an extract may have
   */
  public Installed install(
      ReleaseSource source,
      TrustedKeys keys,
      ImportRules rules,
      Instant now,
      Instant latest,
      LongConsumer progress)
      throws HotListException {
    try {
      HotListManifest manifest = source.manifest();
      manifest.verify(keys);
      Path home = Files.createDirectories(folder.resolve(manifest.listId()));
      try (FileChannel channel = lockFile(home);
          FileLock _ = lock(channel, manifest)) {
        @Nullable ActiveRelease active = ActiveRelease.read(home);
        ReleaseChecks.check(manifest, active, rules, now);
        ReleaseChecks.checkDates(manifest, extractInForce(home, active), latest);
        clear(home, active, part(manifest));
        Path staging = Files.createDirectories(home.resolve(STAGING));
        Path object = fetch(source, manifest, staging);
        ImportReport report = write(manifest, object, staging, rules, progress);
        ActiveRelease next = next(manifest, active);
        Path made = staging.resolve("list.db");
        Durable.replace(made, file(home, manifest.version()));
        Path kept = staging.resolve("manifest.json");
        Files.writeString(kept, manifest.json());
        Durable.sync(kept);
        Durable.replace(kept, manifestFile(home, manifest.version()));
        next.write(home);
        clear(home, next, "");
        return new Installed(manifest, report, active == null ? null : active.effectiveVersion());
      }
    } catch (TrustException e) {
      throw new HotListException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new HotListException(source.name() + ": not installed: " + e.getMessage());
    }
  }

  private static FileChannel lockFile(Path home) throws IOException {
    return FileChannel.open(
        home.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static FileLock lock(FileChannel channel, HotListManifest manifest)
      throws IOException, HotListException {
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      // Another thread of this process: the same answer as for another process.
    }
    throw new HotListException(
        manifest.listId() + ": another import of this list is under way, try again when it ended");
  }

  /** Extraction time of the list in force; null without one, or without its manifest. */
  private static @Nullable Instant extractInForce(Path home, @Nullable ActiveRelease active)
      throws HotListException {
    if (active == null) {
      return null;
    }
    Path file = manifestFile(home, active.effectiveVersion());
    return Files.exists(file) ? HotListManifest.read(file).sourceExtractAt() : null;
  }

  private static ActiveRelease next(HotListManifest m, @Nullable ActiveRelease active) {
    if (active == null || m.isFull()) {
      return new ActiveRelease(m.version(), null, m.recordCount());
    }
    return new ActiveRelease(active.version(), m.version(), active.records());
  }

  private static String part(HotListManifest m) {
    return m.sha256() + ".part";
  }

  /** Copies the object, going on where an earlier copy of the same stopped, and proves its hash. */
  private static Path fetch(ReleaseSource source, HotListManifest m, Path staging)
      throws IOException, HotListException {
    Path part = staging.resolve(part(m));
    long has = Files.exists(part) ? Files.size(part) : 0;
    if (has > m.bytes()) {
      Files.delete(part);
      has = 0;
    }
    if (has < m.bytes()) {
      try (InputStream in = source.object(m, has);
          OutputStream out =
              Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        byte[] buffer = new byte[COPY_BYTES];
        int n;
        while (has <= m.bytes() && (n = in.read(buffer)) >= 0) {
          out.write(buffer, 0, n);
          has += n;
        }
      }
    }
    String what = m.listId() + " version " + m.version() + ": ";
    if (has < m.bytes()) {
      throw new HotListException(
          what + "%d of %d bytes came, the next attempt goes on there".formatted(has, m.bytes()));
    }
    String sha256 = has == m.bytes() ? ReleaseBuilder.sha256(part) : "too long";
    if (!sha256.equals(m.sha256())) {
      Files.delete(part);
      throw new HotListException(
          what
              + "SHA-256 of the file is %s, expected %s: altered or damaged on the way"
                  .formatted(sha256, m.sha256()));
    }
    return part;
  }

  private ImportReport write(
      HotListManifest m, Path object, Path staging, ImportRules rules, LongConsumer progress)
      throws IOException, HotListException {
    ListFormat format;
    try {
      @Nullable String own = m.template();
      ListFormat named =
          own == null ? ListFormat.shipped(m.format()) : ListFormat.parse(m.format(), own);
      format = named.in(m.zone() == null ? ZoneOffset.UTC : m.zone());
    } catch (ConfigException e) {
      throw new HotListException(String.valueOf(e.getMessage()));
    }
    Classification classification = format.classification();
    Edition edition = new Edition(m.listId(), String.valueOf(m.version()), m.sourceExtractAt());
    Path made = staging.resolve("list.db");
    Files.deleteIfExists(made);
    try (HotListFiles.Writer writer = files.create(made, edition, classification);
        InputStream in =
            new GZIPInputStream(
                new BufferedInputStream(Files.newInputStream(object), COPY_BYTES), COPY_BYTES)) {
      ImportReport report =
          ListImport.run(in, format, rules, m.expectedRecords(), staging, writer, progress);
      prove(m, report);
      writer.finish();
      return report;
    }
  }

  private static void prove(HotListManifest m, ImportReport report) throws HotListException {
    if (report.records() != m.recordCount()) {
      throw new HotListException(
          "%s version %d: %s in it, the manifest says %d"
              .formatted(
                  m.listId(),
                  m.version(),
                  Counted.of(report.records(), "record"),
                  m.recordCount()));
    }
    if (!report.byCategory().equals(m.countsByCategory())) {
      throw new HotListException(
          "%s version %d: categories %s, the manifest says %s"
              .formatted(
                  m.listId(),
                  m.version(),
                  new TreeMap<>(report.byCategory()),
                  new TreeMap<>(m.countsByCategory())));
    }
  }

  /**
   * Removes what is not in force; to be called when a unit starts. What was already fetched of a
   * release to come stays, so that it need not be fetched again, and so does all of a list that
   * another import is at work on.
   */
  public void clear() throws HotListException {
    for (String id : listIds()) {
      Path home = folder.resolve(id);
      try (FileChannel channel = lockFile(home);
          FileLock lock = channel.tryLock()) {
        if (lock != null) {
          clear(home, ActiveRelease.read(home), ".part");
        }
      } catch (OverlappingFileLockException e) {
        // An import of this process: it clears when it is done.
      } catch (IOException e) {
        throw new HotListException(home + ": cannot be cleared: " + e.getMessage());
      }
    }
  }

  /** Manifests stay: they hold no plates and prove which list a read was compared with (HL-03). */
  private static void clear(Path home, @Nullable ActiveRelease active, String keep)
      throws IOException {
    List<Path> out = new ArrayList<>();
    try (DirectoryStream<Path> in = Files.newDirectoryStream(home)) {
      for (Path file : in) {
        String name = String.valueOf(file.getFileName());
        boolean isOld =
            name.matches("\\d+\\.db.*")
                && (active == null
                    || (!name.equals(active.version() + ".db")
                        && !name.equals(active.effectiveVersion() + ".db")));
        if (isOld || name.endsWith(".next")) {
          out.add(file);
        }
      }
    }
    Path staging = home.resolve(STAGING);
    if (Files.isDirectory(staging)) {
      try (DirectoryStream<Path> in = Files.newDirectoryStream(staging)) {
        for (Path file : in) {
          if (keep.isEmpty() || !file.toString().endsWith(keep)) {
            out.add(file);
          }
        }
      }
    }
    for (Path file : out) {
      Files.deleteIfExists(file);
    }
    if (!out.isEmpty()) {
      Durable.syncFolder(home);
    }
  }
}
