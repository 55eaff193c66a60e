package org.outrider.agent.hotlist.match;

import java.util.Set;
import org.outrider.agent.base.plate.PlateFormats;
import org.outrider.agent.hotlist.Category;

/**
 * How far a read may be from an entry that it matches.
 *
 * @param forbidden categories that never match, whatever the list holds (HL-15)
 * @param leastLikelihood how probable the listed text must be beside the one read, 0..1: the dial
 *     between missed misreadings and false alerts
 * @param mostSubstitutions characters that may differ
 * @param partial whether patterns match (K-13)
 * @param leastPatternChars known characters with which a pattern matches by itself
 * @param descriptor whether patterns that know fewer match where the vehicle looks as listed
 *     (MAT-03)
 * @param confusions what our reader takes for what
 * @param formats of the states' plates, by which a hidden character or a symbol is suspected
 */
public record MatchRules(
    Set<Category> forbidden,
    double leastLikelihood,
    int mostSubstitutions,
    boolean partial,
    int leastPatternChars,
    boolean descriptor,
    Confusions confusions,
    PlateFormats formats) {
  public static final MatchRules DEFAULT =
      new MatchRules(Set.of(Category.IMMIGRATION), 0.03, 2, true, 4, false, Confusions.CLASSES);

  public MatchRules {
    forbidden = Set.copyOf(forbidden);
  }

  /** The same without formats. */
  public MatchRules(
      Set<Category> forbidden,
      double leastLikelihood,
      int mostSubstitutions,
      boolean partial,
      int leastPatternChars,
      boolean descriptor,
      Confusions confusions) {
    this(
        forbidden,
        leastLikelihood,
        mostSubstitutions,
        partial,
        leastPatternChars,
        descriptor,
        confusions,
        PlateFormats.NONE);
  }

  public MatchRules with(Confusions measured) {
    return new MatchRules(
        forbidden,
        leastLikelihood,
        mostSubstitutions,
        partial,
        leastPatternChars,
        descriptor,
        measured,
        formats);
  }

  public MatchRules with(PlateFormats known) {
    return new MatchRules(
        forbidden,
        leastLikelihood,
        mostSubstitutions,
        partial,
        leastPatternChars,
        descriptor,
        confusions,
        known);
  }
}
