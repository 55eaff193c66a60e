package org.outrider.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.plate.Candidate;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.plate.Quad;
import org.outrider.agent.base.plate.Reading;
import org.outrider.agent.base.plate.Region;
import org.outrider.agent.base.plate.SecondReading;
import org.outrider.agent.base.vehicle.Paint;
import org.outrider.agent.base.vehicle.SeenVehicle;
import org.outrider.agent.reading.track.Pass;
import org.outrider.agent.reading.track.TrackEvent;
import org.outrider.agent.reading.vision.Look;
import org.outrider.agent.reading.vision.PlateFinder;
import org.outrider.hal.camera.Frame;

/** Prints what {@code outrider read} finds: a table for people, or one JSON object a line. */
final class ReadPrinter {
  private static final int CANDIDATES = 10;

  private final PrintWriter out;
  private final boolean isJson;
  private final Progress progress;

  /**
   * @param progress is cleared before anything is printed, since both may share a terminal
   */
  ReadPrinter(PrintWriter out, boolean isJson, Progress progress) {
    this.out = out;
    this.isJson = isJson;
    this.progress = progress;
  }

  /** A picture without a plate, or each of its plates. */
  void picture(String name, List<Seen> seen, double ms) throws JsonProcessingException {
    progress.clear();
    if (isJson) {
      out.println(Json.MAPPER.writeValueAsString(line(name, seen, ms)));
    } else if (seen.isEmpty()) {
      out.printf("%-40s -%n", name);
    } else {
      for (Seen one : seen) {
        out.printf(
            "%-40s %-10s %5.1f %%%n", name, one.look().reading().text(), 100 * one.reported());
      }
    }
  }

  /** The final read of a pass. */
  void pass(PlateFinder finder, Path clip, TrackEvent.Final read) throws JsonProcessingException {
    Pass pass = read.pass();
    SecondReading second = finder.secondReading(read.frame(), pass.quad()).orElse(null);
    Region region = finder.region(read.frame(), pass.quad(), pass.chars());
    double alone =
        finder.formats().confidenceOf(pass.plate(), pass.chars(), region.code(), pass.confidence());
    progress.clear();
    if (!isJson) {
      double confidence = second == null ? alone : second.confidenceOf(pass.plate(), alone);
      out.printf(
          "%-40s %-10s %5.1f %%  frames %d to %d, %d looks%n",
          clip.getFileName(),
          pass.plate().raw(),
          100 * confidence,
          pass.firstFrame(),
          pass.lastFrame(),
          pass.looks());
      return;
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("clip", String.valueOf(clip.getFileName()));
    line.put("plate", pass.plate().raw());
    putConfidence(line, pass.plate(), pass.confidence(), alone, second);
    line.put("region", region.code());
    putColor(line, finder.vehicle(read.frame(), pass.quad()));
    line.put("first_frame", pass.firstFrame());
    line.put("last_frame", pass.lastFrame());
    line.put("looks", pass.looks());
    line.put("best_frame", pass.bestFrame());
    line.put("box", box(pass.quad()));
    out.println(Json.MAPPER.writeValueAsString(line));
  }

  private static void putConfidence(
      Map<String, Object> line,
      PlateText plate,
      double first,
      double confidence,
      @Nullable SecondReading second) {
    line.put(
        "confidence",
        Json.four(second == null ? confidence : second.confidenceOf(plate, confidence)));
    if (second != null) {
      line.put("first_confidence", Json.four(first));
      line.put("second_read", second.text());
      line.put("second_confidence", Json.four(second.confidence()));
      line.put("readers_agree", second.agreesWith(plate));
    }
  }

  private static void putColor(Map<String, Object> line, SeenVehicle vehicle) {
    line.put("color", vehicle.color().map(Paint::code).orElse(null));
    line.put("color_confidence", Json.four(vehicle.confidence()));
  }

  private static double[] box(Quad q) {
    return new double[] {
      Json.one(q.left()),
      Json.one(q.top()),
      Json.one(q.right() - q.left()),
      Json.one(q.bottom() - q.top())
    };
  }

  /** A plate with all that is told of it. */
  record Seen(
      Look look,
      double confidence,
      @Nullable SecondReading second,
      Region region,
      SeenVehicle vehicle) {

    static Seen of(PlateFinder finder, Frame frame, Look look) {
      Quad at = look.detection().quad();
      Reading reading = look.reading();
      Region region = finder.region(frame.image(), at, reading.chars());
      return new Seen(
          look,
          finder.formats().confidenceOf(reading, region.code()),
          finder.secondReading(frame.image(), at).orElse(null),
          region,
          finder.vehicle(frame.image(), at));
    }

    /** Confidence as it is reported: with what the second reader says. */
    double reported() {
      return second == null
          ? confidence
          : second.confidenceOf(PlateText.of(look.reading().text()), confidence);
    }
  }

  private static Map<String, Object> line(String image, List<Seen> seen, double ms) {
    List<Map<String, Object>> reads = new ArrayList<>();
    for (Seen one : seen) {
      Look look = one.look();
      Map<String, Object> read = new LinkedHashMap<>();
      Quad q = look.detection().quad();
      read.put("plate", look.reading().text());
      read.put("raw", look.reading().raw());
      PlateText plate = PlateText.of(look.reading().text());
      putConfidence(read, plate, look.reading().confidence(), one.confidence(), one.second());
      read.put("region", one.region().code());
      read.put("region_confidence", Json.four(one.region().confidence()));
      putColor(read, one.vehicle());
      read.put("box", box(q));
      double[] xy = Arrays.stream(q.xy()).map(Json::one).toArray();
      read.put(
          "quad",
          List.of(
              new double[] {xy[0], xy[1]},
              new double[] {xy[2], xy[3]},
              new double[] {xy[4], xy[5]},
              new double[] {xy[6], xy[7]}));
      read.put("detection", Json.four(look.detection().score()));
      read.put(
          "candidates",
          Candidate.of(look.reading(), CANDIDATES).stream().map(Candidate::text).toList());
      reads.add(read);
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("image", image);
    line.put("reads", reads);
    line.put("ms", Json.one(ms));
    return line;
  }
}
