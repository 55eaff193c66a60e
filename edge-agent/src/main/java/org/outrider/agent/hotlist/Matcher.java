package org.outrider.agent.hotlist;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.plate.CharReading;
import org.outrider.agent.plate.PlateText;

/**
 * Finds the entries a read may be. EXACT: the index forms are equal (O is 0 on both sides).
 * SIMILAR: one character differs, and either the reader itself saw the listed one as a real
 * possibility, or the two are classically confused and the reader was not certain. The read itself
 * is never rewritten (MAT-01, MAT-05).
 */
public final class Matcher {
  /** Characters that readers and typists confuse (Genetec's default classes; O is 0 already). */
  private static final List<String> CONFUSABLE = List.of("0DQ", "1I", "2Z", "5S", "8B", "6G");

  private static final double LEAST_PROBABILITY = 0.04;
  private static final double CERTAIN = 0.995;

  private final HotList list;

  public Matcher(HotList list) {
    this.list = list;
  }

  /** What every read carries to say what it was compared with. */
  public String listVersion() {
    return list.listId() + "@" + list.version();
  }

  public HotList list() {
    return list;
  }

  /**
   * All matches, exact ones first, then by priority.
   *
   * @param chars per position what the reader saw; empty when only the text is known
   * @param state issuing state of the read; null when unknown
   */
  public List<Match> match(
      PlateText plate, List<CharReading> chars, @Nullable String state, Instant at) {
    Map<HotListEntry, Match> found = new LinkedHashMap<>();
    add(found, plate.index(), Match.Type.EXACT, List.of(), state, at);
    String text = plate.normalized();
    if (chars.size() == text.length()) {
      for (int i = 0; i < text.length(); i++) {
        for (char listed : others(chars.get(i))) {
          String variant =
              plate.index().substring(0, i)
                  + (listed == 'O' ? '0' : listed)
                  + plate.index().substring(i + 1);
          if (!variant.equals(plate.index())) {
            String substitution = text.charAt(i) + ">" + listed + "@" + (i + 1);
            add(found, variant, Match.Type.SIMILAR, List.of(substitution), state, at);
          }
        }
      }
    }
    List<Match> out = new ArrayList<>(found.values());
    out.sort(
        java.util.Comparator.comparing(Match::type)
            .thenComparingInt(m -> m.entry().priority())
            .thenComparing(m -> m.entry().category()));
    return out;
  }

  private static List<Character> others(CharReading c) {
    List<Character> out = new ArrayList<>();
    for (CharReading.Alternative a : c.alternatives()) {
      if (a.text() != c.text() && a.probability() >= LEAST_PROBABILITY) {
        out.add(a.text());
      }
    }
    if (c.confidence() < CERTAIN) {
      for (String alike : CONFUSABLE) {
        if (alike.indexOf(c.text() == 'O' ? '0' : c.text()) >= 0) {
          for (int i = 0; i < alike.length(); i++) {
            if (alike.charAt(i) != c.text() && !out.contains(alike.charAt(i))) {
              out.add(alike.charAt(i));
            }
          }
        }
      }
    }
    return out;
  }

  private void add(
      Map<HotListEntry, Match> found,
      String index,
      Match.Type type,
      List<String> substitutions,
      @Nullable String state,
      Instant at) {
    for (HotListEntry entry : list.find(index)) {
      if (entry.isValidAt(at)) {
        found.putIfAbsent(entry, new Match(entry, type, substitutions, agreement(entry, state)));
      }
    }
  }

  private static Match.Agreement agreement(HotListEntry entry, @Nullable String state) {
    if (state == null || entry.state() == null) {
      return Match.Agreement.UNKNOWN;
    }
    return state.equals(entry.state()) ? Match.Agreement.YES : Match.Agreement.NO;
  }
}
