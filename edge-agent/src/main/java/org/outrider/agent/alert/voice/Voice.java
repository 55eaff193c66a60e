package org.outrider.agent.alert.voice;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.outrider.hal.sound.Pcm;

/**
 * Spoken words, joined from clips that {@code tools/voice/make} made once: 16 kHz mono in G.711
 * mu-law, one file a word, beside this class.
 */
public final class Voice {
  public static final int RATE_HZ = 16_000;

  private static final int GAP_SAMPLES = RATE_HZ / 25;
  private static final String[] LETTERS = {
    "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett",
    "kilo", "lima", "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango",
    "uniform", "victor", "whiskey", "x_ray", "yankee", "zulu"
  };

  private final Map<String, short[]> clips = new ConcurrentHashMap<>();

  /** Names of the clips that spell a plate: NATO alphabet and digits. */
  public static List<String> spell(String plate) {
    List<String> out = new ArrayList<>();
    String text = plate.toUpperCase(Locale.ROOT);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        out.add(LETTERS[c - 'A']);
      } else if (c >= '0' && c <= '9') {
        out.add(String.valueOf(c));
      }
    }
    return out;
  }

  /** Whether there is a clip of that name. */
  public boolean has(String name) {
    return load(name) != null;
  }

  /** Tones first, then the words one after the other; a word without a clip is passed over. */
  public Pcm say(short[] tones, List<String> words) {
    List<short[]> parts = new ArrayList<>();
    int length = tones.length;
    for (String word : words) {
      short @Nullable [] clip = load(word);
      if (clip != null) {
        parts.add(clip);
        length += clip.length + GAP_SAMPLES;
      }
    }
    short[] out = new short[length];
    System.arraycopy(tones, 0, out, 0, tones.length);
    int at = tones.length;
    for (short[] part : parts) {
      System.arraycopy(part, 0, out, at, part.length);
      at += part.length + GAP_SAMPLES;
    }
    return new Pcm(out, RATE_HZ);
  }

  private short @Nullable [] load(String name) {
    short[] known = clips.get(name);
    if (known != null) {
      return known;
    }
    try (InputStream in = Voice.class.getResourceAsStream(name + ".ulaw")) {
      if (in == null) {
        return null;
      }
      byte[] bytes = in.readAllBytes();
      short[] samples = new short[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        samples[i] = decode(bytes[i]);
      }
      Loudness.level(samples);
      clips.put(name, samples);
      return samples;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** ITU-T G.711 mu-law. */
  private static short decode(byte code) {
    int u = ~code & 0xFF;
    int magnitude = ((((u & 0x0F) << 3) + 0x84) << ((u & 0x70) >> 4)) - 0x84;
    return (short) ((u & 0x80) != 0 ? -magnitude : magnitude);
  }
}
