package org.outrider.agent.hotlist.release;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.ListedVehicle;
import org.outrider.agent.hotlist.PlatePattern;
import org.outrider.agent.hotlist.format.ListRow;
import org.outrider.agent.people.iam.Classification;

/**
 * An entry as one line of text that sorts by its index form: how rows travel through the sort into
 * the list's file.
 *
 * @param index form under which it is found; of a pattern the pattern itself
 * @param isPattern whether it is one
 * @param plate as listed; empty when that is the index form
 * @param vehicle year, make, model, style and color, between them a bar; empty when none is known
 */
public record PackedRow(
    String index,
    boolean isPattern,
    String entryId,
    String plate,
    String state,
    Category category,
    int priority,
    String vehicle,
    String note,
    String instructions,
    long effectiveS,
    long expiresS) {
  private static final char BETWEEN = '\u001f';
  private static final String BAR = "|";
  private static final int FIELDS = 12;

  /** What stands for no time. */
  public static final long NEVER = 0;

  static PackedRow of(ListRow row) {
    PlateText plate = PlateText.of(row.plate());
    boolean pattern = PlatePattern.isPattern(row.plate());
    String index = pattern ? PlatePattern.of(row.plate()).text() : plate.index();
    ListedVehicle v = row.vehicle();
    return new PackedRow(
        index,
        pattern,
        row.recordId(),
        row.plate().equals(index) ? "" : row.plate(),
        row.state() == null ? "" : row.state(),
        row.category(),
        row.priority(),
        vehicle(v),
        v.note(),
        row.instructions(),
        seconds(row.effectiveAt()),
        seconds(row.expiresAt()));
  }

  /** The same entry without the id of its record. */
  PackedRow withoutId() {
    return new PackedRow(
        index,
        isPattern,
        "",
        plate,
        state,
        category,
        priority,
        vehicle,
        note,
        instructions,
        effectiveS,
        expiresS);
  }

  private static String vehicle(ListedVehicle v) {
    String all = String.join(BAR, v.year(), v.make(), v.model(), v.style(), v.color());
    return all.length() == 4 ? "" : all;
  }

  private ListedVehicle listed() {
    String[] parts = vehicle.split("\\|", -1);
    return parts.length < 5
        ? ListedVehicle.of(note)
        : new ListedVehicle(parts[0], parts[1], parts[2], parts[3], parts[4], note);
  }

  private static long seconds(@Nullable Instant at) {
    return at == null ? NEVER : at.getEpochSecond();
  }

  private static @Nullable Instant instant(long seconds) {
    return seconds == NEVER ? null : Instant.ofEpochSecond(seconds);
  }

  /** The entry it stands for. */
  public HotListEntry entry(Classification classification) {
    return new HotListEntry(
        entryId,
        PlateText.of(plate.isEmpty() ? index : plate),
        state.isEmpty() ? null : state,
        category,
        priority,
        classification,
        listed(),
        instructions,
        instant(effectiveS),
        instant(expiresS));
  }

  String pack() {
    StringBuilder out = new StringBuilder(96);
    out.append(index).append(BETWEEN).append(isPattern ? '1' : '0');
    for (String text : List.of(entryId, plate, state)) {
      out.append(BETWEEN);
      clean(text, out);
    }
    out.append(BETWEEN).append(category.number()).append(BETWEEN).append(priority);
    for (String text : List.of(vehicle, note, instructions)) {
      out.append(BETWEEN);
      clean(text, out);
    }
    return out.append(BETWEEN).append(effectiveS).append(BETWEEN).append(expiresS).toString();
  }

  /** Control characters become blanks: they have no place in a list and one is the separator. */
  private static void clean(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(c < ' ' ? ' ' : c);
    }
  }

  static PackedRow unpack(String line) {
    String[] f = new String[FIELDS];
    int from = 0;
    for (int i = 0; i < FIELDS; i++) {
      int to = line.indexOf(BETWEEN, from);
      f[i] = line.substring(from, to < 0 ? line.length() : to);
      from = to + 1;
    }
    return new PackedRow(
        f[0],
        f[1].equals("1"),
        f[2],
        f[3],
        f[4],
        Category.ofNumber(Integer.parseInt(f[5])),
        Integer.parseInt(f[6]),
        f[7],
        f[8],
        f[9],
        Long.parseLong(f[10]),
        Long.parseLong(f[11]));
  }
}
