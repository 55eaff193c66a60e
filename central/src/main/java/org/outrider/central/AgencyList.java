package org.outrider.central;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.custom.ChangeJson;
import org.outrider.agent.hotlist.custom.CustomEntry;
import org.outrider.agent.hotlist.custom.CustomRules;
import org.outrider.agent.hotlist.custom.EntryCheck;
import org.outrider.agent.hotlist.custom.EntryDraft;
import org.outrider.agent.hotlist.release.HotListManifest;
import org.outrider.agent.hotlist.release.MessageSource;
import org.outrider.agent.hotlist.release.ReleaseBuilder;
import org.outrider.agent.hotlist.release.ReleaseMessage;

/**
 * The list that an agency's own entries make up, for all its units (HL-14): one full release that
 * never changes, made of the first entry, and one delta on it with everything as it stands now.
 * Deltas, because a small list may well lose most of its entries, and units refuse a full list that
 * does. Not safe for several threads.
 */
final class AgencyList {
  static final String LIST_ID = "agency-custom";
  private static final String SOURCE = "AGENCY";
  private static final String COLUMNS =
      "record_id,plate,state,category,priority,vehicle,instructions,expires_at,op";

  private final CustomRules rules;
  private final EntryCheck check;
  private final SigningKey key;
  private final Map<String, CustomEntry> entries = new TreeMap<>();
  private ReleaseMessage.@Nullable Part base;
  private final TreeSet<String> inBase = new TreeSet<>();
  private long version;

  AgencyList(CustomRules rules, SigningKey key) {
    this.rules = rules;
    this.check = new EntryCheck(rules);
    this.key = key;
  }

  /**
   * Takes a change.
   *
   * @return why it is not accepted; empty when it is
   */
  String take(byte[] change) {
    try {
      CustomEntry entry = ChangeJson.readEntry(change);
      @Nullable CustomEntry known = entries.get(entry.entryId());
      if (known != null && known.changedAt().isAfter(entry.changedAt())) {
        return "";
      }
      if (ChangeJson.readOp(change).equals("add")) {
        List<String> problems = check.problems(entry.draft(), entry.createdBy(), entry.createdAt());
        if (!problems.isEmpty()) {
          return String.join("; ", problems);
        }
      }
      if (entry.status().isOver()) {
        entries.remove(entry.entryId());
      } else {
        entries.put(entry.entryId(), entry);
      }
      return "";
    } catch (HotListException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** The full release as it was made before, by a central that has run since. */
  void resume(byte[] message) throws HotListException {
    base = ReleaseMessage.parse(LIST_ID, message).getFirst();
    inBase.addAll(ids(base));
    version = base.manifest().version();
  }

  private static List<String> ids(ReleaseMessage.Part part) throws HotListException {
    MessageSource file = part.file();
    try (InputStream in =
        new GZIPInputStream(new ByteArrayInputStream(file == null ? new byte[0] : file.bytes()))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.substring(1, line.indexOf('"', 1)))
          .toList();
    } catch (IOException e) {
      throw new HotListException(LIST_ID + ": the full release is damaged: " + e.getMessage());
    }
  }

  /** The full release, to be kept for {@link #resume}; empty before the first entry. */
  byte[] base() {
    return base == null ? new byte[0] : ReleaseMessage.write(List.of(base));
  }

  /**
   * What every unit of the agency is to be told: all that is listed now.
   *
   * @return empty while there never was an entry
   */
  byte[] message(Instant now) throws HotListException {
    List<CustomEntry> listed =
        entries.values().stream().filter(e -> rules.isListed(e) && !e.isExpired(now)).toList();
    if (base == null) {
      if (listed.isEmpty()) {
        return new byte[0];
      }
      base = release(listed, List.of(), null, now);
      listed.forEach(e -> inBase.add(e.entryId()));
    }
    TreeSet<String> gone = new TreeSet<>(inBase);
    listed.forEach(e -> gone.remove(e.entryId()));
    return ReleaseMessage.write(
        List.of(base, release(listed, List.copyOf(gone), base.manifest().version(), now)));
  }

  private ReleaseMessage.Part release(
      List<CustomEntry> listed, List<String> gone, @Nullable Long of, Instant now)
      throws HotListException {
    version = Math.max(version + 1, now.getEpochSecond());
    List<String> lines = new ArrayList<>(List.of(COLUMNS));
    for (CustomEntry e : listed) {
      lines.add(line(e, inBase.contains(e.entryId()) ? "update" : "add"));
    }
    gone.forEach(id -> lines.add('"' + id + "\",,,,,,,,delete"));
    try {
      Path scratch = Files.createTempDirectory("outrider-list-");
      try {
        Path csv = Files.write(scratch.resolve("list.csv"), lines);
        ReleaseBuilder.Order order =
            new ReleaseBuilder.Order(LIST_ID, version, of, SOURCE, now, null, "generic");
        HotListManifest made =
            HotListManifest.read(ReleaseBuilder.build(csv, order, scratch, now)).signedBy(key);
        byte[] file = Files.readAllBytes(scratch.resolve(made.object()));
        return new ReleaseMessage.Part(made, new MessageSource(made, file));
      } finally {
        try (Stream<Path> files = Files.list(scratch)) {
          for (Path file : files.toList()) {
            Files.delete(file);
          }
        }
        Files.delete(scratch);
      }
    } catch (TrustException e) {
      throw new HotListException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new HotListException(LIST_ID + ": cannot be made: " + e.getMessage());
    }
  }

  private static String line(CustomEntry e, String op) {
    EntryDraft d = e.draft();
    return Stream.of(
            e.entryId(),
            d.plate(),
            d.state() == null ? "" : d.state(),
            d.category().name().toLowerCase(java.util.Locale.ROOT),
            String.valueOf(d.priority()),
            d.fields().getOrDefault("vehicle_description", ""),
            d.instructions(),
            d.expiresAt() == null ? "" : d.expiresAt().toString(),
            op)
        .map(cell -> '"' + cell.replace("\"", "\"\"") + '"')
        .reduce((a, b) -> a + "," + b)
        .orElseThrow();
  }
}
