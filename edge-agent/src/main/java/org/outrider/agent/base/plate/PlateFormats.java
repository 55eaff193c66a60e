package org.outrider.agent.base.plate;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Formats of the plates of each state, and what they say of a text that fits none of them: one
 * character may be hidden where the plate has room for it, or a symbol may have been read as one.
 *
 * @param byState patterns by the code of {@link Region}: {@code A} letter, {@code 9} digit
 */
public record PlateFormats(Map<String, Set<String>> byState) {
  /** Nothing is known: no text is judged. */
  public static final PlateFormats NONE = new PlateFormats(Map.of());

  /**
   * Least gap or margin that has room for a character, in distances between neighbours. A margin is
   * measured from the edge of the patch to the middle of the character. Chosen on 367 cut-out US
   * plates: 4 of them, all read right or with one character too many, have such room and no format.
   */
  private static final double ROOM = 2.2;

  /** Fewer characters give no distance between neighbours to trust. */
  private static final int LEAST_CHARS = 4;

  /** Highest probability of a character that may be a symbol. */
  private static final double MOST_OF_SYMBOL = 0.9;

  private static final String DIGITS = "0123456789";

  /** In index form O is 0. */
  private static final String LETTERS = "ABCDEFGHIJKLMN0PQRSTUVWXYZ";

  public PlateFormats {
    byState = Map.copyOf(byState);
  }

  /**
   * Confidence of a read, which is no surer than a disputed one where a character may be hidden:
   * the reader does not see that one, and is sure of the rest.
   */
  public double confidenceOf(
      PlateText plate, List<CharReading> chars, @Nullable String state, double confidence) {
    return leavesRoom(plate, chars, state)
        ? Math.min(confidence, SecondReading.DISPUTED_MAX_CONFIDENCE)
        : confidence;
  }

  /** The same for the reading of one look. */
  public double confidenceOf(Reading reading, @Nullable String state) {
    return confidenceOf(PlateText.of(reading.text()), reading.chars(), state, reading.confidence());
  }

  /** Whether a character may be hidden, so that the text is no sure read. */
  public boolean leavesRoom(PlateText plate, List<CharReading> chars, @Nullable String state) {
    return !withOneMore(plate, chars, state).isEmpty();
  }

  /**
   * Index forms that the plate bears if one character of it is hidden; none where the text fits a
   * format of the state, or the plate has no room.
   *
   * @param state issuing state; null when unknown
   */
  public Set<String> withOneMore(PlateText plate, List<CharReading> chars, @Nullable String state) {
    String text = plate.index();
    Set<String> patterns = patterns(state);
    Set<String> out = new LinkedHashSet<>();
    if (isJudged(text, chars, patterns)) {
      for (int at = 0; at <= text.length(); at++) {
        if (hasRoom(chars, at)) {
          for (String pattern : patterns) {
            if (pattern.length() == text.length() + 1
                && fits(text, pattern.substring(0, at) + pattern.substring(at + 1))) {
              String before = text.substring(0, at);
              String after = text.substring(at);
              (pattern.charAt(at) == '9' ? DIGITS : LETTERS)
                  .chars()
                  .forEach(c -> out.add(before + (char) c + after));
            }
          }
        }
      }
    }
    return out;
  }

  /** Index forms that the plate bears if one doubtful character is a symbol; mostly none. */
  public Set<String> withOneLess(PlateText plate, List<CharReading> chars, @Nullable String state) {
    String text = plate.index();
    Set<String> patterns = patterns(state);
    Set<String> out = new LinkedHashSet<>();
    if (isJudged(text, chars, patterns)) {
      for (int at = 0; at < text.length(); at++) {
        String less = text.substring(0, at) + text.substring(at + 1);
        if (chars.get(at).confidence() <= MOST_OF_SYMBOL
            && patterns.stream().anyMatch(p -> fits(less, p))) {
          out.add(less);
        }
      }
    }
    return out;
  }

  private Set<String> patterns(@Nullable String state) {
    return state == null ? Set.of() : byState.getOrDefault(state, Set.of());
  }

  private static boolean isJudged(String text, List<CharReading> chars, Set<String> patterns) {
    return text.length() >= LEAST_CHARS
        && chars.size() == text.length()
        && chars.stream().allMatch(c -> c.row() == 0)
        && patterns.stream().noneMatch(p -> fits(text, p));
  }

  private static boolean fits(String text, String pattern) {
    boolean fits = text.length() == pattern.length();
    for (int i = 0; fits && i < text.length(); i++) {
      char c = text.charAt(i);
      fits = c == '0' || Character.isDigit(c) == (pattern.charAt(i) == '9'); // 0 is O as well
    }
    return fits;
  }

  /** Whether there is room for one character before the one at a place, or after the last. */
  private static boolean hasRoom(List<CharReading> chars, int at) {
    double[] middles = chars.stream().mapToDouble(c -> (c.left() + c.right()) / 2).toArray();
    double[] apart = new double[middles.length - 1];
    for (int i = 0; i < apart.length; i++) {
      apart[i] = middles[i + 1] - middles[i];
    }
    double[] sorted = apart.clone();
    Arrays.sort(sorted);
    double usual = sorted[sorted.length / 2];
    double free =
        at == 0
            ? middles[0]
            : at == middles.length ? 1 - middles[middles.length - 1] : apart[at - 1];
    return usual > 0 && free >= ROOM * usual;
  }
}
