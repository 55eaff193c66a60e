package org.outrider.agent.alert.voice;

/**
 * Brings a spoken word to the loudness of the tones, so that neither is turned down for the other.
 */
final class Loudness {
  /** Root mean square of a word where it is spoken, of full scale 1. */
  private static final double TARGET = 0.2;

  /** Share of a word's loudest part below which it counts as a pause. */
  private static final double PAUSE = 0.05;

  /** Amplitude from which peaks are bent, and what they stay below; a true peak is higher. */
  private static final double KNEE = 0.4;

  private static final double CEILING = 0.7;
  private static final int PART_SAMPLES = Voice.RATE_HZ / 50;

  private Loudness() {}

  /** Changes the samples in place; silence stays as it is. */
  static void level(short[] samples) {
    double spoken = spoken(samples);
    if (spoken == 0) {
      return;
    }
    double gain = TARGET / spoken;
    for (int i = 0; i < samples.length; i++) {
      double x = gain * samples[i] / Short.MAX_VALUE;
      samples[i] = (short) Math.round(Short.MAX_VALUE * bent(x));
    }
  }

  private static double bent(double x) {
    double over = Math.abs(x) - KNEE;
    double room = CEILING - KNEE;
    return over <= 0 ? x : Math.signum(x) * (KNEE + room * Math.tanh(over / room));
  }

  /** Root mean square of the parts of 20 ms that are no pause; 0 for silence. */
  private static double spoken(short[] samples) {
    int parts = Math.max(1, samples.length / PART_SAMPLES);
    double[] power = new double[parts];
    double most = 0;
    for (int p = 0; p < parts; p++) {
      int end = Math.min(samples.length, (p + 1) * PART_SAMPLES);
      for (int i = p * PART_SAMPLES; i < end; i++) {
        double x = (double) samples[i] / Short.MAX_VALUE;
        power[p] += x * x / PART_SAMPLES;
      }
      most = Math.max(most, power[p]);
    }
    double sum = 0;
    int loud = 0;
    for (double v : power) {
      if (v > 0 && v >= PAUSE * PAUSE * most) {
        sum += v;
        loud++;
      }
    }
    return loud == 0 ? 0 : Math.sqrt(sum / loud);
  }
}
