package org.outrider.hal.sound;

import java.time.Duration;

/**
 * Sound: mono, 16 bit signed samples. Holds an array and is therefore no record; never changed
 * after it was made.
 */
public final class Pcm {
  private final short[] samples;
  private final int rateHz;

  public Pcm(short[] samples, int rateHz) {
    this.samples = samples.clone();
    this.rateHz = rateHz;
  }

  public int rateHz() {
    return rateHz;
  }

  public int length() {
    return samples.length;
  }

  public short at(int index) {
    return samples[index];
  }

  public Duration duration() {
    return Duration.ofMillis(samples.length * 1000L / rateHz);
  }

  /** The samples as little-endian bytes. */
  public byte[] littleEndian() {
    byte[] out = new byte[samples.length * 2];
    for (int i = 0; i < samples.length; i++) {
      out[2 * i] = (byte) samples[i];
      out[2 * i + 1] = (byte) (samples[i] >> 8);
    }
    return out;
  }
}
