package org.outrider.workbench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.plate.CharReading;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.plate.Reading;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.ListedPattern;
import org.outrider.agent.hotlist.ListedVehicle;
import org.outrider.agent.hotlist.match.Confusions;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.agent.hotlist.match.MatchRules;
import org.outrider.agent.hotlist.match.Matcher;
import org.outrider.agent.people.iam.Classification;
import org.outrider.agent.reading.track.Consensus;

/**
 * What similar matches find and what they cost: real readings of drawn plates against lists that
 * hold the true plate, and against large lists that do not.
 */
final class BenchSimilar {
  private static final Instant NOW = Instant.EPOCH;

  /** One reading and what the plate said. */
  private record Sample(String truth, PlateText read, List<CharReading> chars) {
    boolean isOff(int characters) {
      String a = PlateText.of(truth).index();
      String b = read.index();
      if (a.length() != b.length()) {
        return false;
      }
      int differ = 0;
      for (int i = 0; i < a.length(); i++) {
        differ += a.charAt(i) == b.charAt(i) ? 0 : 1;
      }
      return differ == characters;
    }
  }

  /**
   * At one setting of the dial.
   *
   * @param foundPercent of listed plates misread by one character
   * @param misread how many there were
   * @param falseAlerts similar matches with entries of other plates
   * @param reads in which they came
   */
  record Point(
      double leastLikelihood, double foundPercent, int misread, int falseAlerts, long reads) {
    /** Reads per false alert. */
    double readsPerFalseAlert() {
      return falseAlerts == 0 ? Double.POSITIVE_INFINITY : (double) reads / falseAlerts;
    }
  }

  private final List<Sample> samples = new ArrayList<>();
  private final Map<String, Double> formats;
  private final Confusions confusions;

  /**
   * @param readings lines of JSON, compressed with gzip
   * @param formats weights of the patterns that plates of the list are drawn from
   */
  BenchSimilar(InputStream readings, Map<String, Double> formats, Confusions confusions)
      throws IOException {
    this.formats = formats;
    this.confusions = confusions;
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(readings), StandardCharsets.UTF_8))) {
      @Nullable String line;
      while ((line = in.readLine()) != null) {
        samples.add(sample(Json.MAPPER.readTree(line)));
      }
    }
  }

  /** A single look, or what all looks of a pass say together, as the tracker adds them up. */
  private static Sample sample(JsonNode node) {
    Reading reading;
    if (node.has("looks")) {
      Consensus all = new Consensus();
      for (JsonNode look : node.path("looks")) {
        all.add(reading(look));
      }
      reading = all.result();
    } else {
      reading = reading(node);
    }
    StringBuilder text = new StringBuilder();
    reading.chars().forEach(c -> text.append(c.alternatives().getFirst().text()));
    return new Sample(node.path("truth").asText(), PlateText.of(text.toString()), reading.chars());
  }

  private static Reading reading(JsonNode node) {
    List<CharReading> chars = new ArrayList<>();
    for (JsonNode position : node.path("chars")) {
      List<CharReading.Alternative> alternatives = new ArrayList<>();
      for (JsonNode a : position) {
        alternatives.add(
            new CharReading.Alternative(a.path(0).asText().charAt(0), a.path(1).asDouble()));
      }
      chars.add(new CharReading(alternatives, 0, 0, 1));
    }
    return new Reading(chars, node.path("confidence").asDouble());
  }

  /** A list that only knows which index forms it holds, as sorted numbers to base 37. */
  private static final class Indexes implements HotList {
    private static final Edition EDITION = new Edition("bench", "1", NOW);
    private static final int BASE = 37;
    private static final int LONGEST = 12;

    private final long[] sorted;

    Indexes(long[] numbers) {
      this.sorted = Arrays.stream(numbers).sorted().distinct().toArray();
    }

    static long number(String index) {
      long out = 0;
      for (int i = 0; i < Math.min(index.length(), LONGEST); i++) {
        out = out * BASE + Character.digit(index.charAt(i), 36) + 1;
      }
      return out;
    }

    @Override
    public Edition edition() {
      return EDITION;
    }

    @Override
    public List<HotListEntry> find(String index) {
      return Arrays.binarySearch(sorted, number(index)) >= 0
          ? List.of(
              new HotListEntry(
                  index,
                  PlateText.of(index),
                  null,
                  Category.BOLO,
                  50,
                  Classification.LOCAL,
                  ListedVehicle.UNKNOWN,
                  "",
                  null,
                  null))
          : List.of();
    }

    @Override
    public List<ListedPattern> patterns() {
      return List.of();
    }

    @Override
    public int size() {
      return sorted.length;
    }
  }

  private long[] list(int entries, long seed) {
    Random random = new Random(seed);
    TreeMap<Double, String> byWeight = new TreeMap<>();
    double sum = 0;
    for (Map.Entry<String, Double> e : formats.entrySet()) {
      sum += e.getValue();
      byWeight.put(sum, e.getKey());
    }
    long[] out = new long[entries];
    for (int n = 0; n < entries; n++) {
      String format = byWeight.ceilingEntry(random.nextDouble() * sum).getValue();
      StringBuilder plate = new StringBuilder(format.length());
      for (int i = 0; i < format.length(); i++) {
        plate.append(
            format.charAt(i) == 'A'
                ? (char) ('A' + random.nextInt(26))
                : (char) ('0' + random.nextInt(10)));
      }
      out[n] = Indexes.number(PlateText.of(plate.toString()).index());
    }
    return out;
  }

  private Matcher matcher(HotList list, double leastLikelihood) {
    MatchRules d = MatchRules.DEFAULT;
    return new Matcher(
        () -> List.of(list),
        new MatchRules(
            d.forbidden(),
            leastLikelihood,
            d.mostSubstitutions(),
            false,
            d.leastPatternChars(),
            false,
            confusions));
  }

  /** The curve over settings of the dial, with so many lists of a million entries. */
  List<Point> curve(double[] settings, int lists, int entries) {
    List<Point> out = new ArrayList<>();
    List<Indexes> others = new ArrayList<>();
    for (int k = 0; k < lists; k++) {
      others.add(new Indexes(list(entries, 100 + k)));
    }
    for (double setting : settings) {
      int misread = 0;
      int found = 0;
      for (Sample s : samples) {
        if (s.isOff(1)) {
          misread++;
          Indexes listed =
              new Indexes(new long[] {Indexes.number(PlateText.of(s.truth()).index())});
          found += similar(matcher(listed, setting), s, "").isEmpty() ? 0 : 1;
        }
      }
      int wrong = 0;
      for (Indexes other : others) {
        Matcher matcher = matcher(other, setting);
        for (Sample s : samples) {
          wrong += similar(matcher, s, PlateText.of(s.truth()).index()).size();
        }
      }
      out.add(
          new Point(
              setting, 100.0 * found / misread, misread, wrong, (long) samples.size() * lists));
    }
    return out;
  }

  private static List<Match> similar(Matcher matcher, Sample s, String without) {
    return matcher.match(s.read(), s.chars(), null, NOW).matches().stream()
        .filter(m -> m.type() == Match.Type.SIMILAR)
        .filter(m -> !m.entry().plate().index().equals(without))
        .toList();
  }

  /**
   * How often a character is what the reader thought it might be, in steps of half a power of ten.
   */
  List<CalibrationPlot.Step> calibration() {
    CalibrationPlot.Steps steps = new CalibrationPlot.Steps();
    for (Sample s : samples) {
      String truth = PlateText.of(s.truth()).index();
      String read = s.read().index();
      for (int i = 0; truth.length() == read.length() && i < read.length(); i++) {
        for (char c = '0'; c <= 'Z'; c++) {
          boolean isOther = Character.isLetterOrDigit(c) && c != 'O' && c != read.charAt(i);
          if (isOther) {
            steps.add(confusions.probability(s.chars().get(i), c), c == truth.charAt(i));
          }
        }
      }
    }
    return steps.filled();
  }

  /** In how many of the lists' plates a random other one of their formats is one: 1 in so many. */
  double density(int entries) {
    Indexes listed = new Indexes(list(entries, 100));
    long[] others = list(200_000, 7);
    long hits =
        Arrays.stream(others).filter(n -> Arrays.binarySearch(listed.sorted, n) >= 0).count();
    return (double) others.length / hits;
  }

  int reads() {
    return samples.size();
  }
}
