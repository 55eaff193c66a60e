package org.outrider.agent.hotlist.match;

import java.util.List;
import java.util.Optional;
import org.outrider.agent.base.vehicle.Paint;
import org.outrider.agent.base.vehicle.SeenVehicle;
import org.outrider.agent.hotlist.ListedVehicle;

/**
 * One listed descriptor set beside what is seen (MAT-03, MAT-04). It marks a hit and never hides
 * one.
 *
 * @param name of the descriptor, such as {@code color}
 * @param listed in the source's own code
 * @param seen most probable value; empty when none can be told
 * @param confidence of what is seen, 0..1
 * @param agrees whether it is the listed one
 */
public record DescriptorCheck(
    String name, String listed, String seen, double confidence, Match.Agreement agrees) {

  /** In words: {@code listed RED, seen blue (93 %): DIFFERS}. */
  public String text() {
    String verdict =
        switch (agrees) {
          case YES -> "agrees";
          case NO -> "DIFFERS";
          case UNKNOWN -> "compare by eye";
        };
    return seen.isEmpty()
        ? "listed " + listed + ", not told from the picture: compare by eye"
        : "listed %s, seen %s (%.0f %%): %s".formatted(listed, seen, 100 * confidence, verdict);
  }

  /** All that the list says and a picture can show. */
  public static List<DescriptorCheck> of(ListedVehicle listed, SeenVehicle seen) {
    if (listed.color().isBlank()) {
      return List.of();
    }
    return List.of(
        new DescriptorCheck(
            "color",
            listed.color(),
            seen.color().map(Paint::code).orElse(""),
            seen.confidence(),
            agreement(seen.isOf(Paint.listed(listed.color())))));
  }

  /** Whether an entry describes its vehicle by anything that a picture can show. */
  public static boolean canJudge(ListedVehicle listed) {
    return !Paint.listed(listed.color()).isEmpty();
  }

  private static Match.Agreement agreement(Optional<Boolean> same) {
    return same.map(yes -> yes ? Match.Agreement.YES : Match.Agreement.NO)
        .orElse(Match.Agreement.UNKNOWN);
  }
}
