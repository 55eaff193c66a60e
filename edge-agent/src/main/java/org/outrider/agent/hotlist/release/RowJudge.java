package org.outrider.agent.hotlist.release;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.PlatePattern;
import org.outrider.agent.hotlist.format.FormatReader;
import org.outrider.agent.hotlist.format.ListFormat;
import org.outrider.agent.hotlist.format.ListRow;
import org.outrider.agent.hotlist.match.DescriptorCheck;

/** Judges every line of a list by the rules and counts what became of it. Used once. */
final class RowJudge implements FormatReader.Listener {
  private static final int MOST_EXAMPLES = 20;

  /** Below so many lines a share says little. */
  private static final int FEW = 50;

  private final ImportRules rules;
  private final Kept kept;
  private final @Nullable Notes notes;
  private boolean isEmptyAllowed;
  private final List<String> badExamples = new ArrayList<>();
  private final Map<Category, Long> byCategory = new EnumMap<>(Category.class);
  private final Map<Category, Long> dropped = new EnumMap<>(Category.class);
  private long entries;
  private long patterns;
  private long deleted;
  private long bad;

  /** What is done with a row that stays; {@code packed} is of no use when it is a deletion. */
  @FunctionalInterface
  interface Kept {
    void accept(ListRow row, PackedRow packed) throws IOException;
  }

  /** What is odd but refuses no record. */
  interface Notes {
    void columns(List<String> unmapped, List<String> absent, @Nullable String renamedEnd);

    void decoded(long line);

    void otherwise(long line, String code, Category category);

    void odd(long line, String what);
  }

  RowJudge(ImportRules rules, Kept kept) {
    this(rules, kept, null);
  }

  /**
   * Also collects notes.
   *
   * @param notes told of everything odd; with them, a renamed column is a finding and no refusal
   */
  RowJudge(ImportRules rules, Kept kept, @Nullable Notes notes) {
    this.rules = rules;
    this.kept = kept;
    this.notes = notes;
  }

  /** Accepts a list without records when the builder of the release said so. */
  RowJudge expecting(@Nullable Long records) {
    isEmptyAllowed = records != null && records == 0;
    return this;
  }

  /**
   * Reads a whole list.
   *
   * @throws HotListException when it is refused
   */
  ImportReport judge(InputStream in, ListFormat format) throws IOException, HotListException {
    FormatReader reader = new FormatReader(format, this);
    if (isEmptyAllowed) {
      reader.allowEmpty();
    }
    reader.read(in);
    if (bad > Math.max(reader.records(), FEW) * rules.mostBadShare()) {
      throw new HotListException(
          "%d of %d lines cannot be read, expected at most %.1f %%; first: %s"
              .formatted(
                  bad, reader.records(), 100 * rules.mostBadShare(), badExamples.getFirst()));
    }
    return new ImportReport(
        reader.records(), entries, patterns, deleted, bad, badExamples, byCategory, dropped);
  }

  @Override
  public void row(ListRow row) throws IOException {
    if (row.op() == ListRow.Op.DELETE) {
      deleted++;
      kept.accept(row, PackedRow.of(row));
      return;
    }
    byCategory.merge(row.category(), 1L, Long::sum);
    if (rules.forbidden().contains(row.category())) {
      dropped.merge(row.category(), 1L, Long::sum);
      return;
    }
    PackedRow packed = PackedRow.of(row);
    if (packed.isPattern()) {
      int known = new PlatePattern(packed.index()).knownChars();
      int least =
          DescriptorCheck.canJudge(row.vehicle())
              ? rules.leastDescribedChars()
              : rules.leastPatternChars();
      if (known < least) {
        bad(
            row.line(),
            "pattern of %d known characters, expected at least %d".formatted(known, least));
        return;
      }
      patterns++;
    }
    entries++;
    kept.accept(row, packed);
  }

  @Override
  public void columns(List<String> unmapped, List<String> absent, @Nullable String renamedEnd)
      throws HotListException {
    if (notes != null) {
      notes.columns(unmapped, absent, renamedEnd);
    } else if (renamedEnd != null) {
      throw new HotListException(
          ("line 1: column \"%s\" looks like the end of an entry, but the template does not map it:"
                  + " entries would never expire; rename the column, or map it in a template of"
                  + " your own")
              .formatted(renamedEnd));
    }
  }

  @Override
  public void decoded(long line) {
    if (notes != null) {
      notes.decoded(line);
    }
  }

  @Override
  public void otherwise(long line, String code, Category category) {
    if (notes != null) {
      notes.otherwise(line, code, category);
    }
  }

  @Override
  public void odd(long line, String what) {
    if (notes != null) {
      notes.odd(line, what);
    }
  }

  @Override
  public void bad(long line, String problem) {
    bad++;
    if (badExamples.size() < MOST_EXAMPLES) {
      badExamples.add("line " + line + ": " + problem);
    }
  }
}
