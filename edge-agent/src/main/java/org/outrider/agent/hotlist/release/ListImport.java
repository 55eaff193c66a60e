package org.outrider.agent.hotlist.release;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.format.ListFormat;
import org.outrider.agent.hotlist.format.ListRow;

/** One pass over a list file: read, judged, sorted, written. */
final class ListImport {
  private static final int STEP = 4096;

  private ListImport() {}

  /**
   * Reads a list into a writer.
   *
   * @param expectedRecords what the release says it holds; 0 accepts an empty list
   * @param scratch folder for what does not fit into memory
   * @param progress told how many records were read and written, now and then
   * @throws HotListException when the list is refused
   */
  static ImportReport run(
      InputStream in,
      ListFormat format,
      ImportRules rules,
      @Nullable Long expectedRecords,
      Path scratch,
      HotListFiles.Writer writer,
      LongConsumer progress)
      throws IOException, HotListException {
    try (RowSort sort = new RowSort(scratch)) {
      List<String> removed = new ArrayList<>();
      long[] done = {0};
      RowJudge judge =
          new RowJudge(
              rules,
              (row, packed) -> {
                if (row.op() != ListRow.Op.ADD) {
                  removed.add(row.recordId());
                }
                if (row.op() != ListRow.Op.DELETE) {
                  sort.add(packed.pack());
                  step(done, progress);
                }
              });
      ImportReport report = judge.expecting(expectedRecords).judge(in, format);
      sort.drain(
          row -> {
            writer.row(PackedRow.unpack(row));
            step(done, progress);
          });
      for (String id : removed) {
        writer.removed(id);
      }
      return report;
    }
  }

  private static void step(long[] done, LongConsumer progress) {
    if (++done[0] % STEP == 0) {
      progress.accept(done[0]);
    }
  }
}
