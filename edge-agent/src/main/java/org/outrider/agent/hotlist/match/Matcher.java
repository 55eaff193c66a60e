package org.outrider.agent.hotlist.match;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.plate.CharReading;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.plate.SecondReading;
import org.outrider.agent.base.vehicle.SeenVehicle;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.HotListUnreadableException;
import org.outrider.agent.hotlist.ListedPattern;

/**
 * Finds the entries a read may be. EXACT: the index forms are equal (O is 0 on both sides).
 * SIMILAR: the listed text differs in characters of which the reader itself was unsure, and is
 * probable enough beside the one read; or the text fits no format of its state, and one character
 * may be hidden or be a symbol; or two readers dispute the text, and one of them reads the listed
 * one. PARTIAL: the read fits a listed pattern. DESCRIPTOR: it fits one of few characters, and the
 * vehicle looks as listed. The read itself is never rewritten (MAT-01, MAT-02, MAT-03, MAT-05).
 * Safe for several threads.
 */
public final class Matcher {
  private static final int MOST_VARIANTS = 64;

  /** A second reading that is shorter is no plate to look up. */
  private static final int LEAST_OTHER_CHARS = 3;

  private final Supplier<List<HotList>> lists;
  private final MatchRules rules;

  /**
   * What a read was compared with, and what was found.
   *
   * @param failures lists that could not be asked, by id, and why: the others were
   */
  public record Result(List<Edition> editions, List<Match> matches, Map<String, String> failures) {
    public Result {
      editions = List.copyOf(editions);
      matches = List.copyOf(matches);
      failures = Map.copyOf(failures);
    }
  }

  /**
   * @param lists in force at the moment of asking; may change between two questions
   */
  public Matcher(Supplier<List<HotList>> lists, MatchRules rules) {
    this.lists = lists;
    this.rules = rules;
  }

  /** One list that never changes. */
  public Matcher(HotList list) {
    this(() -> List.of(list), MatchRules.DEFAULT);
  }

  /** What one read is compared by, besides its text. */
  private record Seen(
      @Nullable String state, SeenVehicle vehicle, @Nullable String otherRead, Instant at) {}

  /** Another text that the plate may bear. */
  private record Variant(String index, double likelihood, List<String> substitutions) {}

  /** One character that may be another. */
  private record Doubt(int at, char listed, double likelihood, String substitution) {}

  /** The same for a plate of which no vehicle was seen. */
  public Result match(
      PlateText plate, List<CharReading> chars, @Nullable String state, Instant at) {
    return match(plate, chars, null, state, SeenVehicle.UNKNOWN, at);
  }

  /**
   * All matches, exact ones first, then similar, partial and descriptor ones, each by priority.
   *
   * @param chars per position what the reader saw; empty when only the text is known
   * @param second second reading of the plate; null when there is none
   * @param state issuing state of the read; null when unknown
   * @param vehicle the one that bears it
   */
  public Result match(
      PlateText plate,
      List<CharReading> chars,
      @Nullable SecondReading second,
      @Nullable String state,
      SeenVehicle vehicle,
      Instant at) {
    String otherRead = second == null || second.agreesWith(plate) ? null : second.text();
    Seen seen = new Seen(state, vehicle, otherRead, at);
    List<HotList> now = lists.get();
    List<Variant> variants = new ArrayList<>(variants(plate, chars));
    if (otherRead != null && otherRead.length() >= LEAST_OTHER_CHARS) {
      PlateText other = PlateText.of(otherRead);
      variants.addFirst(new Variant(other.index(), 1, differences(plate, other)));
    }
    if (rules.mostSubstitutions() > 0) {
      for (String more : rules.formats().withOneMore(plate, chars, state)) {
        variants.add(new Variant(more, rules.leastLikelihood(), List.of()));
      }
      for (String less : rules.formats().withOneLess(plate, chars, state)) {
        variants.add(new Variant(less, rules.leastLikelihood(), List.of()));
      }
    }
    List<Match> out = new ArrayList<>();
    List<Edition> editions = new ArrayList<>();
    Map<String, String> failures = new HashMap<>();
    for (HotList list : now) {
      Map<HotListEntry, Match> found = new LinkedHashMap<>();
      try {
        ask(list, plate, variants, seen, found);
        editions.add(list.edition());
      } catch (HotListUnreadableException e) {
        failures.put(list.edition().listId(), String.valueOf(e.getMessage()));
      }
      out.addAll(found.values());
    }
    out.sort(
        Comparator.comparing(Match::type)
            .thenComparingInt((Match m) -> m.entry().priority())
            .thenComparing(m -> m.entry().category()));
    return new Result(editions, out, failures);
  }

  /** What was found before a list failed is kept: an alert is never lost to a later fault. */
  private void ask(
      HotList list,
      PlateText plate,
      List<Variant> variants,
      Seen seen,
      Map<HotListEntry, Match> found) {
    if (rules.partial()) {
      for (ListedPattern p : list.patterns()) {
        if (!p.pattern().matches(plate.index())) {
          continue;
        }
        if (p.pattern().knownChars() >= rules.leastPatternChars()) {
          add(found, list, p.entry(), Match.Type.PARTIAL, List.of(), seen);
        } else if (looksAsListed(p, seen)) {
          add(found, list, p.entry(), Match.Type.DESCRIPTOR, List.of(), seen);
        }
      }
    }
    Match.Type sameText = seen.otherRead() == null ? Match.Type.EXACT : Match.Type.SIMILAR;
    for (HotListEntry entry : list.find(plate.index())) {
      add(found, list, entry, sameText, List.of(), seen);
    }
    for (Variant v : variants) {
      for (HotListEntry entry : list.find(v.index())) {
        add(found, list, entry, Match.Type.SIMILAR, v.substitutions(), seen);
      }
    }
  }

  /** Whether something of the vehicle is seen to be as listed, and nothing to be otherwise. */
  private boolean looksAsListed(ListedPattern p, Seen seen) {
    if (!rules.descriptor()) {
      return false;
    }
    List<DescriptorCheck> checks = DescriptorCheck.of(p.entry().vehicle(), seen.vehicle());
    return checks.stream().anyMatch(c -> c.agrees() == Match.Agreement.YES)
        && checks.stream().noneMatch(c -> c.agrees() == Match.Agreement.NO);
  }

  /** What else the plate may say, most probable first. */
  private List<Variant> variants(PlateText plate, List<CharReading> chars) {
    String index = plate.index();
    if (chars.size() != index.length() || rules.mostSubstitutions() == 0) {
      return List.of();
    }
    List<Doubt> doubts = new ArrayList<>();
    for (int i = 0; i < chars.size(); i++) {
      doubt(i, chars.get(i), doubts);
    }
    List<Variant> out = new ArrayList<>();
    for (int i = 0; i < doubts.size(); i++) {
      Doubt a = doubts.get(i);
      out.add(new Variant(replaced(index, a), a.likelihood(), List.of(a.substitution())));
      for (int k = i + 1; k < doubts.size() && rules.mostSubstitutions() > 1; k++) {
        Doubt b = doubts.get(k);
        double both = a.likelihood() * b.likelihood();
        if (b.at() != a.at() && both >= rules.leastLikelihood()) {
          out.add(
              new Variant(
                  replaced(replaced(index, a), b),
                  both,
                  List.of(a.substitution(), b.substitution())));
        }
      }
    }
    out.sort(Comparator.comparingDouble((Variant v) -> -v.likelihood()));
    return out.size() > MOST_VARIANTS ? out.subList(0, MOST_VARIANTS) : out;
  }

  /** Differences of two texts of one length, as {@code read>other@position}; empty otherwise. */
  private static List<String> differences(PlateText plate, PlateText other) {
    String read = plate.index();
    String listed = other.index();
    List<String> out = new ArrayList<>();
    for (int i = 0; read.length() == listed.length() && i < read.length(); i++) {
      if (read.charAt(i) != listed.charAt(i)) {
        out.add(read.charAt(i) + ">" + listed.charAt(i) + "@" + (i + 1));
      }
    }
    return out;
  }

  private static String replaced(String index, Doubt d) {
    return index.substring(0, d.at()) + d.listed() + index.substring(d.at() + 1);
  }

  /**
   * The reader's own alternatives; what it leaves open beyond them is shared out as it is known to
   * misread.
   */
  private void doubt(int at, CharReading c, List<Doubt> out) {
    char read = folded(c.text());
    for (char truth = '0'; truth <= 'Z'; truth++) {
      if (truth == read || truth == 'O' || (truth > '9' && truth < 'A')) {
        continue;
      }
      double likelihood = rules.confusions().probability(c, truth) / c.confidence();
      if (likelihood >= rules.leastLikelihood()) {
        out.add(new Doubt(at, truth, likelihood, c.text() + ">" + truth + "@" + (at + 1)));
      }
    }
  }

  private static char folded(char c) {
    return c == 'O' ? '0' : c;
  }

  private void add(
      Map<HotListEntry, Match> found,
      HotList list,
      HotListEntry entry,
      Match.Type type,
      List<String> substitutions,
      Seen seen) {
    if (entry.isValidAt(seen.at()) && !rules.forbidden().contains(entry.category())) {
      found.putIfAbsent(
          entry,
          new Match(
              list.edition(),
              entry,
              type,
              substitutions,
              seen.otherRead(),
              agreement(entry, seen.state()),
              DescriptorCheck.of(entry.vehicle(), seen.vehicle())));
    }
  }

  private static Match.Agreement agreement(HotListEntry entry, @Nullable String state) {
    if (state == null || entry.state() == null) {
      return Match.Agreement.UNKNOWN;
    }
    return state.equals(entry.state()) ? Match.Agreement.YES : Match.Agreement.NO;
  }
}
