package org.outrider.agent.hotlist.release;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.MemoryHotList;
import org.outrider.agent.hotlist.format.ListFormat;

/**
 * A small list straight from a CSV file, for a bench or a demo: unsigned, all lines right or none.
 */
public final class ListFile {
  private static final int VERSION_DIGITS = 12;

  private ListFile() {}

  /**
   * Reads a CSV file of our own layout ({@code generic}).
   *
   * @throws HotListException listing every line that is not right
   */
  public static MemoryHotList read(Path file) throws HotListException {
    return read(file, ImportRules.DEFAULT, ZoneOffset.UTC);
  }

  /**
   * The same, by what a policy demands of its entries.
   *
   * @param zone whose midnights begin and end the days of entries
   */
  public static MemoryHotList read(Path file, ImportRules rules, ZoneId zone)
      throws HotListException {
    List<HotListEntry> entries = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      ListFormat format = ListFormat.shipped("generic").in(zone);
      ImportRules lenient =
          new ImportRules(
              rules.sources(),
              rules.forbidden(),
              1,
              1,
              rules.leastPatternChars(),
              rules.leastDescribedChars());
      ImportReport report =
          new RowJudge(
                  lenient,
                  (row, packed) -> {
                    if (row.state() == null && !row.listedState().isEmpty()) {
                      problems.add(
                          "%s:%d: state \"%s\", expected two letters or an ISO 3166-2 code"
                              .formatted(file, row.line(), row.listedState()));
                    }
                    entries.add(packed.entry(format.classification()));
                  })
              .judge(in, format);
      report.badExamples().forEach(t -> problems.add(file + ":" + t.substring("line ".length())));
      if (!problems.isEmpty()) {
        throw new HotListException(String.join("\n", problems));
      }
      String name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
      String version = ReleaseBuilder.sha256(file).substring(0, VERSION_DIGITS);
      return new MemoryHotList(
          new Edition(name, version, Files.getLastModifiedTime(file).toInstant()), entries);
    } catch (IOException e) {
      throw new HotListException(file + ": cannot be read: " + e.getMessage());
    } catch (ConfigException e) {
      throw new HotListException(String.valueOf(e.getMessage()));
    } catch (HotListException e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith(file.toString())
          ? e
          : new HotListException(file + ":" + message.replaceFirst("^line (\\d+:)", "$1"));
    }
  }
}
