package org.outrider.agent.base.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The word that somebody may have meant by a misspelt one. */
public final class NearWord {
  private NearWord() {}

  /**
   * Nearest word, if it is near: at most one slip (insertion, deletion, substitution or exchange of
   * neighbours) for every three letters that were typed, and never more than half of a word; else
   * the only one that begins with what was typed, from three letters on.
   *
   * @param typed as it stands
   * @param words to choose from
   */
  public static Optional<String> of(String typed, Collection<String> words) {
    int most = Math.max(1, typed.length() / 3);
    Optional<String> near =
        words.stream()
            .filter(w -> distance(typed, w) <= Math.min(most, Math.max(1, w.length() / 2)))
            .min(
                Comparator.comparingInt((String w) -> distance(typed, w))
                    .thenComparing(Comparator.naturalOrder()));
    return near.or(() -> begun(typed, words));
  }

  private static Optional<String> begun(String typed, Collection<String> words) {
    List<String> found =
        typed.length() < 3
            ? List.of()
            : words.stream().filter(w -> w.startsWith(typed.toLowerCase(Locale.ROOT))).toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /** Optimal string alignment distance, without regard to case. */
  private static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], 1 + d[i - 2][j - 2]);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
