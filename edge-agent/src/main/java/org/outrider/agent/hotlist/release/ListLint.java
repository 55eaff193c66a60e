package org.outrider.agent.hotlist.release;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.Counted;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.format.ListFormat;
import org.outrider.agent.hotlist.format.ListRow;

/** What is odd in a list file, by line, before anything is made of it. */
public final class ListLint {
  private static final int MOST_OF_A_KIND = 20;
  private static final int MOST_CODES = 200;
  private static final char BETWEEN = '\u001f';

  /** Kinds of finding. */
  public enum Kind {
    /** The line cannot be read. */
    BAD_LINE,
    /** Two records whose plates differ only in O and 0. */
    TWIN,
    /** The same plate, state and category twice. */
    DUPLICATE,
    /** No state, or one that is not known: every match says "state unknown". */
    STATE_UNKNOWN,
    /** Never matches any more. */
    EXPIRED,
    /** Its category is forbidden by policy. */
    DROPPED,
    /** A code that the template does not know; its records have the category of the rest. */
    CODE_UNKNOWN,
    /** A column of the header that no field of the template takes. */
    COLUMN_UNMAPPED,
    /** A column of the template that the header lacks; in itself nothing odd. */
    COLUMN_ABSENT,
    /** A column that looks like the end of an entry and is not mapped: the list is refused. */
    END_UNMAPPED,
    /** Not in the encoding of the file; read as windows-1252. */
    ENCODING,
    /** Kept, but a spreadsheet may have changed it. */
    ODD_PLATE
  }

  /** One of them. */
  public record Finding(Kind kind, long line, String text) {}

  /**
   * All of them.
   *
   * @param counts per kind, also of those not listed
   * @param findings at most 20 of a kind, by line
   */
  public record Result(ImportReport report, Map<Kind, Long> counts, List<Finding> findings) {
    /** Whether anything calls for a look: absent optional columns do not. */
    public boolean isClean() {
      return counts.keySet().stream().allMatch(k -> k == Kind.COLUMN_ABSENT);
    }

    public Result {
      counts = Map.copyOf(counts);
      findings = List.copyOf(findings);
    }
  }

  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final List<Finding> findings = new ArrayList<>();

  private final Map<String, Unknown> codes = new TreeMap<>();

  private ListLint() {}

  /** Records of one unknown code. */
  private record Unknown(long line, long count, Category category) {}

  private final class Notes implements RowJudge.Notes {
    @Override
    public void columns(List<String> unmapped, List<String> absent, @Nullable String renamedEnd) {
      for (String column : unmapped) {
        add(Kind.COLUMN_UNMAPPED, 1, "column \"%s\" is not mapped".formatted(shown(column)));
      }
      for (String column : absent) {
        add(Kind.COLUMN_ABSENT, 1, "no column \"%s\"".formatted(column));
      }
      if (renamedEnd != null) {
        add(
            Kind.END_UNMAPPED,
            1,
            "column \"%s\" looks like the end of an entry and is not mapped: the list is refused"
                .formatted(shown(renamedEnd)));
      }
    }

    @Override
    public void decoded(long line) {
      add(Kind.ENCODING, line, "not UTF-8, read as windows-1252");
    }

    @Override
    public void otherwise(long line, String code, Category category) {
      String name = code.isEmpty() ? "no code" : "code \"" + shown(code) + "\"";
      if (codes.size() >= MOST_CODES && !codes.containsKey(name)) {
        name = "other codes";
      }
      codes.merge(
          name,
          new Unknown(line, 1, category),
          (a, b) -> new Unknown(a.line(), a.count() + 1, category));
    }

    @Override
    public void odd(long line, String what) {
      add(Kind.ODD_PLATE, line, what);
    }
  }

  private static String shown(String text) {
    return text.substring(0, Math.min(40, text.length())).replaceAll("\\p{Cntrl}", "?");
  }

  /**
   * Looks at a file.
   *
   * @param scratch folder for what does not fit into memory
   * @throws HotListException when it is not of the format at all
   */
  public static Result look(
      InputStream in, ListFormat format, ImportRules rules, Path scratch, Instant now)
      throws IOException, HotListException {
    ListLint lint = new ListLint();
    ImportRules lenient =
        new ImportRules(
            rules.sources(),
            rules.forbidden(),
            1,
            rules.mostShrink(),
            rules.leastPatternChars(),
            rules.leastDescribedChars());
    try (RowSort sort = new RowSort(scratch)) {
      RowJudge judge =
          new RowJudge(
              lenient, (row, packed) -> lint.row(row, packed, sort, now), lint.new Notes());
      ImportReport report = judge.judge(in, format);
      report.badExamples().forEach(text -> lint.add(Kind.BAD_LINE, line(text), text));
      lint.counts.put(Kind.BAD_LINE, report.bad());
      report
          .dropped()
          .forEach((c, n) -> lint.findings.add(new Finding(Kind.DROPPED, 0, c + ": " + n)));
      lint.counts.put(Kind.DROPPED, report.droppedByPolicy());
      lint.codes.forEach(
          (code, n) -> {
            lint.counts.merge(Kind.CODE_UNKNOWN, n.count(), Long::sum);
            lint.findings.add(
                new Finding(
                    Kind.CODE_UNKNOWN,
                    n.line(),
                    "%s: %s, imported as %s"
                        .formatted(code, Counted.of(n.count(), "record"), n.category())));
          });
      lint.groups(sort);
      lint.counts.values().removeIf(n -> n == 0);
      return new Result(report, lint.counts, lint.findings);
    }
  }

  private static long line(String text) {
    return Long.parseLong(text.replaceFirst("line (\\d+):.*", "$1"));
  }

  private void add(Kind kind, long line, String text) {
    if (counts.merge(kind, 1L, Long::sum) <= MOST_OF_A_KIND) {
      findings.add(new Finding(kind, line, text));
    }
  }

  private void row(ListRow row, PackedRow packed, RowSort sort, Instant now) throws IOException {
    if (row.op() == ListRow.Op.DELETE) {
      return;
    }
    if (row.state() == null) {
      String said = row.listedState().isEmpty() ? "no state" : "state " + row.listedState();
      add(Kind.STATE_UNKNOWN, row.line(), said + ", expected a code such as CT");
    }
    if (row.expiresAt() != null && !now.isBefore(row.expiresAt())) {
      add(Kind.EXPIRED, row.line(), "expired " + row.expiresAt());
    }
    sort.add(
        String.join(
            String.valueOf(BETWEEN),
            packed.index(),
            packed.state(),
            packed.category().name(),
            packed.plate().isEmpty() ? packed.index() : packed.plate(),
            "%012d".formatted(row.line())));
  }

  /** Rows of one index form and state stand together after sorting. */
  private void groups(RowSort sort) throws IOException, HotListException {
    String[] last = {"", "", "", "", ""};
    sort.drain(
        line -> {
          String[] now = line.split(String.valueOf(BETWEEN), -1);
          long number = Long.parseLong(now[4]);
          if (now[0].equals(last[0]) && now[1].equals(last[1])) {
            long other = Long.parseLong(last[4]);
            if (!form(now[3]).equals(form(last[3]))) {
              add(Kind.TWIN, number, "differs from line " + other + " only in O and 0");
            } else if (now[2].equals(last[2])) {
              add(Kind.DUPLICATE, number, "same plate, state and category as line " + other);
            }
          }
          System.arraycopy(now, 0, last, 0, last.length);
        });
  }

  private static String form(String plate) {
    return org.outrider.agent.base.plate.PlateText.of(plate).normalized();
  }
}
