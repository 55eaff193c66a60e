package org.outrider.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.plate.Candidate;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.plate.Quad;
import org.outrider.agent.base.plate.Region;
import org.outrider.agent.base.plate.SecondReading;
import org.outrider.agent.base.vehicle.Paint;
import org.outrider.agent.base.vehicle.SeenVehicle;
import org.outrider.agent.reading.track.Pass;
import org.outrider.agent.reading.track.PassTracker;
import org.outrider.agent.reading.track.TrackEvent;
import org.outrider.agent.reading.track.TrackOptions;
import org.outrider.agent.reading.vision.Look;
import org.outrider.agent.reading.vision.PlateFinder;
import org.outrider.agent.reading.vision.onnx.DetectorOptions;
import org.outrider.agent.reading.vision.onnx.ModelException;
import org.outrider.agent.reading.vision.onnx.Models;
import org.outrider.hal.DeviceException;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.camera.CameraEvent;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.camera.Turn;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "read",
    description = "Reads the plates in stills, folders of stills and clips.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  outrider read car.jpg",
      "  outrider read photos/ clip.avi --jsonl > reads.jsonl",
      "  outrider read drive.mp4 --passes"
    })
final class ReadCommand implements Callable<Integer> {
  private static final int CANDIDATES = 10;

  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "Still, folder of stills, or clip.")
  List<Path> paths;

  @Option(
      names = "--jsonl",
      description = "One JSON object a picture on standard output instead of a table.")
  boolean jsonl;

  @Option(
      names = "--passes",
      description =
          "Take each clip, or folder of numbered frames, as video through the tracker: one line per"
              + " final read.")
  boolean passes;

  @Option(names = "--recursive", description = "Read the folders within folders too.")
  boolean recursive;

  @Option(
      names = "--rotate",
      paramLabel = "DEG",
      defaultValue = "0",
      description = "Turn each picture clockwise by 0, 90, 180 or 270 (default ${DEFAULT-VALUE}).")
  int rotate;

  @Option(names = "--mirror", description = "Exchange left and right, before a picture is turned.")
  boolean mirror;

  @Option(names = "--models", paramLabel = "DIR", description = "Folder of the models.")
  @Nullable Path models;

  @Option(
      names = "--long-side",
      paramLabel = "PX",
      defaultValue = "640",
      description = "Size to which a picture's longer side is scaled (default ${DEFAULT-VALUE}).")
  int longSidePx;

  @Option(
      names = "--detector-threshold",
      paramLabel = "P",
      description = "Least score of a detection, 0 to 1 (default: the model's own).")
  @Nullable Double detectorThreshold;

  @Option(
      names = "--min-confidence",
      paramLabel = "P",
      defaultValue = "0.35",
      description = "Least confidence of a reported plate (default ${DEFAULT-VALUE}).")
  double minConfidence;

  private final Devices devices = new Devices();
  private Turn turn = Turn.NONE;
  private int warnings;

  ReadCommand() {
    spec = CommandSpec.create();
    paths = List.of();
  }

  @Override
  public Integer call() throws CommandException, IOException, InterruptedException {
    DetectorOptions options =
        new DetectorOptions(
            longSidePx,
            true,
            detectorThreshold == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(detectorThreshold),
            12,
            1);
    try {
      turn = new Turn(rotate, mirror);
    } catch (IllegalArgumentException e) {
      throw new CommandException(e);
    }
    ReadPaths given = new ReadPaths(recursive, this::warn, this::note);
    try (PlateFinder finder = Models.open(Home.models(models), options)) {
      if (passes) {
        for (Path path : given.there(paths)) {
          passes(finder, path);
        }
      } else {
        List<Path> all = given.files(paths);
        Progress progress = new Progress(spec.commandLine().getErr(), all.size());
        for (Path path : all) {
          pictures(finder, path);
          progress.step(String.valueOf(path.getFileName()));
        }
        progress.end();
      }
    } catch (ModelException e) {
      throw new CommandException(e);
    }
    return warnings == 0 ? Exit.OK : Exit.WARNING;
  }

  private void warn(String message) {
    warnings++;
    spec.commandLine().getErr().println("outrider: warning: " + message);
  }

  private void note(String message) {
    spec.commandLine().getErr().println("outrider: note: " + message);
  }

  private @Nullable Camera open(Path path) {
    try {
      return turn.of(devices.recording(path, new HalContext("read", new SystemClock())));
    } catch (DeviceException e) {
      warn(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void pictures(PlateFinder finder, Path path) throws InterruptedException, IOException {
    try (Camera camera = open(path)) {
      if (camera == null) {
        print(line(String.valueOf(path.getFileName()), List.of(), 0));
        return;
      }
      boolean goesOn = true;
      boolean hasLine = false;
      while (goesOn) {
        switch (camera.next()) {
          case Frame frame -> {
            hasLine = true;
            try (frame) {
              String name =
                  frame.name().isEmpty()
                      ? path.getFileName() + "#" + frame.sequence()
                      : frame.name();
              long start = System.nanoTime();
              List<Look> looks =
                  finder.look(frame.image()).stream()
                      .filter(l -> l.reading().confidence() >= minConfidence)
                      .toList();
              List<Seen> seen =
                  looks.stream()
                      .map(
                          l -> {
                            Quad at = l.detection().quad();
                            return new Seen(
                                l,
                                finder.secondReading(frame.image(), at).orElse(null),
                                finder.region(frame.image(), at, l.reading().chars()),
                                finder.vehicle(frame.image(), at));
                          })
                      .toList();
              print(line(name, seen, (System.nanoTime() - start) / 1e6));
            }
          }
          case CameraEvent.Damaged(String cause) -> {
            warn(cause);
            if (!hasLine) {
              print(line(String.valueOf(path.getFileName()), List.of(), 0));
              hasLine = true;
            }
          }
          case CameraEvent.Lost(String cause) -> {
            warn(path + ": " + cause);
            goesOn = false;
          }
          case CameraEvent.Note(String text) -> note(text);
          case CameraEvent.Ended() -> goesOn = false;
        }
      }
    }
  }

  private void passes(PlateFinder finder, Path path) throws InterruptedException, IOException {
    try (Camera camera = open(path);
        PassTracker tracker = new PassTracker(TrackOptions.DEFAULT)) {
      if (camera == null) {
        return;
      }
      boolean goesOn = true;
      long frames = 0;
      while (goesOn) {
        switch (camera.next()) {
          case Frame frame -> {
            try (frame) {
              // The recording's own time, however fast it is read here.
              long nanos = frame.mediaNanos(TrackOptions.RECORDED_INTERVAL);
              for (TrackEvent event : tracker.accept(frame, nanos, finder.look(frame.image()))) {
                report(finder, path, event);
              }
              frames++;
              if (frames % 25 == 0) {
                spec.commandLine().getErr().print("\r" + path.getFileName() + " " + frames);
              }
            }
          }
          case CameraEvent.Damaged(String cause) -> warn(cause);
          case CameraEvent.Lost(String cause) -> {
            warn(path + ": " + cause);
            goesOn = false;
          }
          case CameraEvent.Note(String text) -> note(text);
          case CameraEvent.Ended() -> goesOn = false;
        }
      }
      for (TrackEvent event : tracker.finish()) {
        report(finder, path, event);
      }
      spec.commandLine().getErr().println();
    }
  }

  private void report(PlateFinder finder, Path clip, TrackEvent event)
      throws JsonProcessingException {
    if (!(event instanceof TrackEvent.Final read)) {
      return;
    }
    try (read) {
      Pass pass = read.pass();
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("clip", String.valueOf(clip.getFileName()));
      line.put("plate", pass.plate().raw());
      putConfidence(
          line,
          pass.plate(),
          pass.confidence(),
          finder.secondReading(read.frame(), pass.quad()).orElse(null));
      line.put("region", finder.region(read.frame(), pass.quad(), pass.chars()).code());
      putColor(line, finder.vehicle(read.frame(), pass.quad()));
      line.put("first_frame", pass.firstFrame());
      line.put("last_frame", pass.lastFrame());
      line.put("looks", pass.looks());
      line.put("best_frame", pass.bestFrame());
      line.put("box", box(pass.quad()));
      spec.commandLine().getOut().println(Json.MAPPER.writeValueAsString(line));
    }
  }

  private static void putConfidence(
      Map<String, Object> line,
      PlateText plate,
      double confidence,
      @Nullable SecondReading second) {
    line.put(
        "confidence",
        Json.four(second == null ? confidence : second.confidenceOf(plate, confidence)));
    if (second != null) {
      line.put("first_confidence", Json.four(confidence));
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
  private record Seen(
      Look look, @Nullable SecondReading second, Region region, SeenVehicle vehicle) {}

  private static Map<String, Object> line(String image, List<Seen> seen, double ms) {
    List<Map<String, Object>> reads = new ArrayList<>();
    for (Seen one : seen) {
      Look look = one.look();
      Map<String, Object> read = new LinkedHashMap<>();
      Quad q = look.detection().quad();
      read.put("plate", look.reading().text());
      read.put("raw", look.reading().raw());
      PlateText plate = PlateText.of(look.reading().text());
      putConfidence(read, plate, look.reading().confidence(), one.second());
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

  private void print(Map<String, Object> line) throws JsonProcessingException {
    PrintWriter out = spec.commandLine().getOut();
    if (jsonl) {
      out.println(Json.MAPPER.writeValueAsString(line));
      return;
    }
    if (line.get("reads") instanceof List<?> reads && !reads.isEmpty()) {
      for (Object item : reads) {
        if (item instanceof Map<?, ?> read && read.get("confidence") instanceof Double p) {
          out.printf("%-40s %-10s %5.1f %%%n", line.get("image"), read.get("plate"), 100 * p);
        }
      }
    } else {
      out.printf("%-40s -%n", line.get("image"));
    }
  }
}
