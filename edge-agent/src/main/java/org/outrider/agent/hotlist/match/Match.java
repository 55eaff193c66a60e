package org.outrider.agent.hotlist.match;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.HotListEntry;

/**
 * A read fits an entry.
 *
 * @param edition the list it stands in
 * @param type how well
 * @param substitutions which characters were taken for which, as {@code 8>B@2}: read, listed,
 *     position
 * @param otherRead what the second reader reads where it disputes the read; null where it does not
 * @param stateAgrees whether the read's issuing state is the listed one
 * @param descriptors the listed vehicle beside the one that is seen
 */
public record Match(
    Edition edition,
    HotListEntry entry,
    Type type,
    List<String> substitutions,
    @Nullable String otherRead,
    Agreement stateAgrees,
    List<DescriptorCheck> descriptors) {

  /** Tier of a match, best first. */
  public enum Type {
    /** The index forms are equal. */
    EXACT,
    /**
     * Equal but for characters that the reader itself was unsure of, or equal to one of two
     * readings that dispute each other, or equal but for one character that may be hidden.
     */
    SIMILAR,
    /** The read fits a pattern of the list. */
    PARTIAL,
    /** The read fits a pattern that says little, on a vehicle that looks as listed (MAT-03). */
    DESCRIPTOR
  }

  /** Whether two things agree; what is not known is never taken for a yes. */
  public enum Agreement {
    YES,
    NO,
    UNKNOWN
  }

  public Match {
    substitutions = List.copyOf(substitutions);
    descriptors = List.copyOf(descriptors);
  }

  /** Whether it is no more than possible: little of the plate is known. */
  public boolean isOnlyPossible() {
    return type == Type.PARTIAL || type == Type.DESCRIPTOR;
  }

  /** What is seen and is not as listed; a plate may have been moved to another vehicle (MAT-04). */
  public List<DescriptorCheck> mismatches() {
    return descriptors.stream().filter(d -> d.agrees() == Agreement.NO).toList();
  }
}
