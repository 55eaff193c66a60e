package org.outrider.agent.fuzz;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Damages seeds at random, the same way in each run: bits, bytes, cuts, repetitions, and tokens
 * that parsers trip over.
 */
public final class Mutator {
  private static final List<String> TOKENS =
      List.of(
          "\u0000",
          "\"",
          "\\",
          "[",
          "{",
          "]",
          "}",
          "=",
          ",",
          "*",
          "\r\n",
          "-1",
          "9".repeat(20),
          "1e999",
          "NaN",
          "+999999999-12-31T00:00:00Z",
          "0000-00-00",
          "\u202e",
          "\ud83d\ude00",
          "null");

  /** Seconds for each kind of input: {@code -Doutrider.fuzz=300} for a long run. */
  private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("outrider.fuzz", 1));

  private static final int LEAST = 100;

  private final Random random;

  private Mutator(long seed) {
    random = new Random(seed);
  }

  /** A parser under test; it throws only what it states. */
  @FunctionalInterface
  public interface Target {
    /** Takes an input; returns without an exception for all that is refused as stated. */
    void take(byte[] input) throws Exception;
  }

  /**
   * Feeds damaged seeds to a target for the time of this run, and a hundred of them at least.
   *
   * @return how many were fed
   * @throws AssertionError with the input when the target throws
   */
  public static long run(List<byte[]> seeds, Target target) {
    Mutator mutator = new Mutator(25);
    long until = System.nanoTime() + TIME.toNanos();
    long count = 0;
    byte[] last = seeds.getFirst();
    do {
      byte[] seed = count < seeds.size() ? seeds.get((int) count) : last;
      byte[] input = count < seeds.size() ? seed : mutator.damage(seeds);
      last = input;
      try {
        target.take(input);
      } catch (Exception | StackOverflowError | OutOfMemoryError e) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        throw new AssertionError("input %d: %s: %s".formatted(count, e, text), e);
      }
      count++;
    } while (System.nanoTime() < until || count < Math.max(LEAST, seeds.size()));
    return count;
  }

  private byte[] damage(List<byte[]> seeds) {
    byte[] out = seeds.get(random.nextInt(seeds.size())).clone();
    for (int i = random.nextInt(6); i >= 0; i--) {
      int at = random.nextInt(out.length + 1);
      int length = Math.min(out.length - at, 1 << random.nextInt(8));
      switch (random.nextInt(6)) {
        case 0 -> {
          if (at < out.length) {
            out[at] ^= (byte) (1 << random.nextInt(8));
          }
        }
        case 1 -> {
          if (at < out.length) {
            out[at] = (byte) random.nextInt(256);
          }
        }
        case 2 -> out = joined(out, at, new byte[0], at + length); // a cut
        case 3 -> out = joined(out, at, java.util.Arrays.copyOfRange(out, at, at + length), at);
        case 4 -> {
          String token = TOKENS.get(random.nextInt(TOKENS.size()));
          out = joined(out, at, token.getBytes(StandardCharsets.UTF_8), at);
        }
        default -> {
          byte[] other = seeds.get(random.nextInt(seeds.size()));
          int from = random.nextInt(other.length + 1);
          out =
              joined(out, at, java.util.Arrays.copyOfRange(other, from, other.length), out.length);
        }
      }
    }
    return out;
  }

  private static byte[] joined(byte[] text, int to, byte[] middle, int from) {
    byte[] out = new byte[to + middle.length + text.length - from];
    System.arraycopy(text, 0, out, 0, to);
    System.arraycopy(middle, 0, out, to, middle.length);
    System.arraycopy(text, from, out, to + middle.length, text.length - from);
    return out;
  }
}
