package org.outrider.agent.base.plate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A possible text of a plate.
 *
 * @param confidence 0..1
 */
public record Candidate(String text, double confidence) {

  /**
   * The most probable texts of a reading, best first: the best alternatives of each position
   * combined, scaled so that the first has the reading's own confidence.
   */
  public static List<Candidate> of(Reading reading, int most) {
    if (reading.chars().isEmpty()) {
      return List.of();
    }
    List<Candidate> beam = List.of(new Candidate("", 1));
    for (CharReading c : reading.chars()) {
      List<Candidate> longer = new ArrayList<>();
      for (Candidate head : beam) {
        for (CharReading.Alternative a : c.alternatives()) {
          longer.add(new Candidate(head.text() + a.text(), head.confidence() * a.probability()));
        }
      }
      longer.sort(Comparator.comparingDouble(Candidate::confidence).reversed());
      beam = longer.subList(0, Math.min(most, longer.size()));
    }
    double scale = reading.confidence() / Math.max(beam.getFirst().confidence(), 1e-12);
    return beam.stream()
        .map(b -> new Candidate(b.text(), Math.min(1, b.confidence() * scale)))
        .toList();
  }
}
