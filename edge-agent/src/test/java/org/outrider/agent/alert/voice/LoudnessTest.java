package org.outrider.agent.alert.voice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.hal.RealPart;
import org.outrider.hal.sound.Pcm;

/** Loudness of what an alert plays, by EBU R 128 as ffmpeg measures it. */
class LoudnessTest {
  /** Longer than the window of short-term loudness, 3 s. */
  private static final int SECONDS = 9;

  @TempDir Path folder;

  @BeforeEach
  void needsFfmpeg() {
    RealPart.require("ffmpeg");
  }

  /**
   * What is measured of a sound that is repeated.
   *
   * @param shortTerm loudest 3 s, LUFS
   * @param peak true peak, dBFS
   */
  private record Measured(double shortTerm, double peak) {}

  private Measured measured(short[] sound) throws Exception {
    ByteBuffer raw =
        ByteBuffer.allocate(2 * SECONDS * Voice.RATE_HZ).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; raw.hasRemaining(); i++) {
      raw.putShort(sound[i % sound.length]);
    }
    Path file = folder.resolve("sound.raw");
    Files.write(file, raw.array());
    Process ffmpeg =
        new ProcessBuilder(
                "ffmpeg",
                "-hide_banner",
                "-nostats",
                "-f",
                "s16le",
                "-ar",
                "16000",
                "-ac",
                "1",
                "-i",
                file.toString(),
                "-af",
                "ebur128=peak=true",
                "-f",
                "null",
                "-")
            .redirectErrorStream(true)
            .start();
    String said = new String(ffmpeg.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, ffmpeg.waitFor(), said);
    double loudest = Double.NEGATIVE_INFINITY;
    Matcher s = Pattern.compile("S: *(-?[0-9.]+)").matcher(said);
    while (s.find()) {
      loudest = Math.max(loudest, Double.parseDouble(s.group(1)));
    }
    Matcher p = Pattern.compile("Peak: *(-?[0-9.]+) dBFS").matcher(said);
    assertTrue(p.find(), said);
    return new Measured(loudest, Double.parseDouble(p.group(1)));
  }

  private static short[] said(short[] tone, List<String> words) {
    Pcm pcm = new Voice().say(tone, words);
    short[] out = new short[pcm.length()];
    for (int i = 0; i < out.length; i++) {
      out[i] = pcm.at(i);
    }
    return out;
  }

  private static short[] words(List<String> words) {
    return said(new short[0], words);
  }

  @Test
  @Tag("ALR-01")
  void theVoiceIsWithinThreeDecibelsOfItsToneAndNothingClips() throws Exception {
    Measured voice = measured(words(Voice.spell("ABCXYZ0123456789")));
    assertTrue(voice.peak() < -0.3, voice.toString());
    for (Category category : List.of(Category.STOLEN_VEHICLE, Category.BOLO)) {
      for (Match.Type type : List.of(Match.Type.EXACT, Match.Type.SIMILAR)) {
        short[] tone = Tones.of(category, type);
        Measured alone = measured(tone);
        assertEquals(
            alone.shortTerm(), voice.shortTerm(), 3, category + " " + type + " " + alone + voice);
        Measured both = measured(said(tone, List.of("stolen_vehicle", "alpha", "9")));
        assertTrue(both.peak() < -0.3, both.toString());
      }
    }
  }

  @Test
  @Tag("ALR-01")
  void eachWordIsAsLoudAsTheOthers() throws Exception {
    for (String word : List.of("alpha", "x_ray", "9", "stolen_vehicle", "possible", "us_ct")) {
      assertEquals(
          measured(words(List.of("november"))).shortTerm(),
          measured(words(List.of(word))).shortTerm(),
          3.5,
          word);
    }
  }
}
