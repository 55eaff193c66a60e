package org.outrider.agent.hotlist.release;

import java.util.Set;
import org.outrider.agent.hotlist.Category;

/**
 * What the agency's policy and caution demand of a list.
 *
 * @param sources that may make lists; empty for any that a trusted key signs
 * @param forbidden categories that never get onto the unit (HL-15, K-07)
 * @param mostBadShare of lines that may be unreadable before the whole list is refused, 0..1
 * @param mostShrink by which a full list may be smaller than the one before, 0..1
 * @param leastPatternChars known characters a pattern needs (K-13)
 * @param leastDescribedChars known characters that do where the vehicle is described besides
 *     (MAT-03); as many as of any other where descriptors do not match
 */
public record ImportRules(
    Set<String> sources,
    Set<Category> forbidden,
    double mostBadShare,
    double mostShrink,
    int leastPatternChars,
    int leastDescribedChars) {
  public static final ImportRules DEFAULT =
      new ImportRules(Set.of(), Set.of(Category.IMMIGRATION), 0.02, 0.5, 4, 4);

  public ImportRules {
    sources = Set.copyOf(sources);
    forbidden = Set.copyOf(forbidden);
  }
}
