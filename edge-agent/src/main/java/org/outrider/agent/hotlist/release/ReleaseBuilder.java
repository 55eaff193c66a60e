package org.outrider.agent.hotlist.release;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.format.ListFormat;

/** Makes a release of a source's file: what the list server does before it signs. */
public final class ReleaseBuilder {
  private static final String MANIFEST = "manifest.json";
  private static final ImportRules ALL = new ImportRules(Set.of(), Set.of(), 0.02, 1, 1, 1);

  private ReleaseBuilder() {}

  /**
   * What a release is to say of itself.
   *
   * @param baseVersion of a delta; null for a full list
   * @param format name of the template
   * @param template text of a template of one's own; null for a shipped one
   * @param zone whose midnights begin and end days; null for that of the template, or UTC
   * @param expectedRecords how many records somebody who may says there are; null when nobody says
   */
  public record Order(
      String listId,
      long version,
      @Nullable Long baseVersion,
      String source,
      Instant sourceExtractAt,
      @Nullable Instant validUntil,
      String format,
      @Nullable String template,
      @Nullable ZoneId zone,
      @Nullable Long expectedRecords) {

    /** By a shipped template. */
    public Order(
        String listId,
        long version,
        @Nullable Long baseVersion,
        String source,
        Instant sourceExtractAt,
        @Nullable Instant validUntil,
        String format) {
      this(
          listId,
          version,
          baseVersion,
          source,
          sourceExtractAt,
          validUntil,
          format,
          null,
          null,
          null);
    }
  }

  /**
   * Writes {@code manifest.json} (unsigned) and the compressed file into a folder.
   *
   * @return the manifest's path
   * @throws HotListException when the file cannot be read by the format
   */
  public static Path build(Path file, Order order, Path folder, Instant now)
      throws HotListException {
    try {
      @Nullable String own = order.template();
      ListFormat format =
          own == null ? ListFormat.shipped(order.format()) : ListFormat.parse(order.format(), own);
      ZoneId zone = order.zone() == null ? format.zone() : order.zone();
      ImportReport report;
      try (InputStream in = Files.newInputStream(file)) {
        report =
            new RowJudge(ALL, (row, packed) -> {})
                .expecting(order.expectedRecords())
                .judge(in, format);
      } catch (HotListException e) {
        throw new HotListException(file + ": " + e.getMessage());
      }
      @Nullable Long expected = order.expectedRecords();
      if (expected != null && expected != report.records()) {
        throw new HotListException(
            "%s: %s in it, expected %d (--expect-rows)"
                .formatted(file, Counted.of(report.records(), "record"), expected));
      }
      Files.createDirectories(folder);
      String object = order.listId() + "-" + order.version() + ".gz";
      Path packed = folder.resolve(object);
      try (InputStream in = Files.newInputStream(file);
          OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed), 1 << 16)) {
        in.transferTo(out);
      }
      HotListManifest manifest =
          new HotListManifest(
              order.listId(),
              order.version(),
              order.baseVersion(),
              order.source(),
              order.sourceExtractAt(),
              now,
              order.validUntil(),
              report.records(),
              report.byCategory(),
              order.format(),
              object,
              Files.size(packed),
              sha256(packed),
              own,
              ZoneOffset.UTC.equals(zone) ? null : zone,
              expected,
              null);
      // What was written is read back by the rules that units read it by.
      HotListManifest.parse("manifest", manifest.json().getBytes(StandardCharsets.UTF_8));
      Path out = folder.resolve(MANIFEST);
      Files.writeString(out, manifest.json() + "\n");
      return out;
    } catch (ConfigException e) {
      throw new HotListException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new HotListException(file + ": cannot be made a release: " + e.getMessage());
    }
  }

  /** SHA-256 of a file, hexadecimal. */
  static String sha256(Path file) throws IOException {
    try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), digest())) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    }
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
