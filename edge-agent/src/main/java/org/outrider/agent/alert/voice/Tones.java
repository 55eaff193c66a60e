package org.outrider.agent.alert.voice;

import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.match.Match;

/**
 * The signal before the words: urgent categories rise quickly, similar matches are lower and
 * softer.
 */
public final class Tones {
  private Tones() {}

  public static short[] of(Category category, Match.Type type) {
    boolean urgent = category.compareTo(Category.STOLEN_PLATE) <= 0;
    double base = type == Match.Type.EXACT ? 880 : 587;
    int beeps = type == Match.Type.EXACT ? urgent ? 3 : 2 : 1;
    double level = type == Match.Type.EXACT ? 0.38 : 0.34;
    int on = Voice.RATE_HZ / 9;
    int off = Voice.RATE_HZ / 25;
    short[] out = new short[beeps * (on + off) + off];
    for (int b = 0; b < beeps; b++) {
      double f = base * (urgent ? Math.pow(1.26, b) : 1);
      for (int i = 0; i < on; i++) {
        double edge = Math.min(1, Math.min(i, on - i) / 160.0);
        out[b * (on + off) + i] =
            (short)
                (Short.MAX_VALUE * level * edge * Math.sin(2 * Math.PI * f * i / Voice.RATE_HZ));
      }
    }
    return out;
  }
}
