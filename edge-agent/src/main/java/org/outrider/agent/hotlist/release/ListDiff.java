package org.outrider.agent.hotlist.release;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.format.FormatReader;
import org.outrider.agent.hotlist.format.ListFormat;
import org.outrider.agent.hotlist.format.ListRow;

/**
 * What one list file says otherwise than another: by the id of a record; where a source gives none,
 * by plate, state and which of several such rows it is, so that rows may move.
 */
public final class ListDiff {
  private ListDiff() {}

  /**
   * The differences, each as record, plate, state and category, by record.
   *
   * @param same records that say the same in both
   */
  public record Result(List<String> added, List<String> changed, List<String> removed, int same) {
    public Result {
      added = List.copyOf(added);
      changed = List.copyOf(changed);
      removed = List.copyOf(removed);
    }

    public boolean isSame() {
      return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
    }
  }

  /** A record: how it is shown, and all that it says. */
  private record Said(String shown, String all) {}

  /**
   * Compares two files of one format; both are held in memory.
   *
   * @throws HotListException when one is not of the format
   */
  public static Result of(Path before, Path after, ListFormat format)
      throws IOException, HotListException {
    Map<String, Said> old = read(before, format);
    Map<String, Said> now = read(after, format);
    List<String> added = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    int same = 0;
    for (Map.Entry<String, Said> e : now.entrySet()) {
      Said was = old.get(e.getKey());
      if (was == null) {
        added.add(e.getValue().shown());
      } else if (was.all().equals(e.getValue().all())) {
        same++;
      } else {
        changed.add(e.getValue().shown());
      }
    }
    for (Map.Entry<String, Said> e : old.entrySet()) {
      if (!now.containsKey(e.getKey())) {
        removed.add(e.getValue().shown());
      }
    }
    return new Result(added, changed, removed, same);
  }

  private static Map<String, Said> read(Path file, ListFormat format)
      throws IOException, HotListException {
    Map<String, Said> out = new TreeMap<>();
    Map<String, Integer> counted = new HashMap<>();
    FormatReader.Listener listener =
        new FormatReader.Listener() {
          @Override
          public void row(ListRow row) {
            boolean hasId = !row.recordId().equals("line-" + row.line());
            String plate = row.plate() + " " + (row.state() == null ? "?" : row.state());
            String what = plate + " " + row.category().label();
            String id =
                hasId ? row.recordId() : plate + " " + counted.merge(plate, 1, Integer::sum);
            String all = PackedRow.of(row).withoutId().pack();
            out.put(id, new Said(hasId ? id + " " + what : what, all));
          }

          @Override
          public void bad(long line, String problem) {
            // what cannot be read is the business of lint
          }
        };
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      new FormatReader(format, listener).read(in);
    }
    return out;
  }
}
