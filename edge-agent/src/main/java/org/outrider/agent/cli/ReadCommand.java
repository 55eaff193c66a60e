package org.outrider.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
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
  private static final int MIN_SIDE_PX = 160;
  private static final int MAX_SIDE_PX = 3840;

  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "Still, folder of stills, or clip.")
  List<Path> paths;

  @Option(
      names = "--jsonl",
      description = "One JSON object a picture, or a pass, on standard output instead of a table.")
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
  private Progress progress = Progress.NONE;
  private ReadPrinter printer;

  ReadCommand() {
    spec = CommandSpec.create();
    paths = List.of();
    printer = new ReadPrinter(new PrintWriter(Writer.nullWriter()), false, progress);
  }

  @Override
  public Integer call() throws CommandException, IOException, InterruptedException {
    checkOptions();
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
      List<Path> all = passes ? given.there(paths) : given.files(paths);
      progress = new Progress(spec.commandLine().getErr(), all.size());
      printer = new ReadPrinter(spec.commandLine().getOut(), jsonl, progress);
      for (Path path : all) {
        if (passes) {
          passes(finder, path);
        } else {
          pictures(finder, path);
        }
        progress.step(String.valueOf(path.getFileName()));
      }
      progress.end();
    } catch (ModelException e) {
      throw new CommandException(e);
    }
    return warnings == 0 ? Exit.OK : Exit.WARNING;
  }

  private void warn(String message) {
    warnings++;
    progress.clear();
    spec.commandLine().getErr().println("outrider: warning: " + message);
  }

  private void note(String message) {
    progress.clear();
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
        printer.picture(String.valueOf(path.getFileName()), List.of(), 0);
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
              List<ReadPrinter.Seen> seen =
                  looks.stream().map(l -> ReadPrinter.Seen.of(finder, frame, l)).toList();
              printer.picture(name, seen, (System.nanoTime() - start) / 1e6);
            }
          }
          case CameraEvent.Damaged(String cause) -> {
            warn(cause);
            if (!hasLine) {
              printer.picture(String.valueOf(path.getFileName()), List.of(), 0);
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
    String name = String.valueOf(path.getFileName());
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
              progress.count(name, frames);
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
    }
  }

  private static void checkFraction(String option, @Nullable Double value) throws CommandException {
    if (value != null && !(value >= 0 && value <= 1)) {
      throw new CommandException(
          "%s=%s: expected a number from 0 to 1, such as 0.35".formatted(option, value));
    }
  }

  private void checkOptions() throws CommandException {
    checkFraction("--min-confidence", minConfidence);
    checkFraction("--detector-threshold", detectorThreshold);
    if (longSidePx < MIN_SIDE_PX || longSidePx > MAX_SIDE_PX) {
      throw new CommandException(
          "--long-side=%d: expected %d to %d pixels"
              .formatted(longSidePx, MIN_SIDE_PX, MAX_SIDE_PX));
    }
  }

  private void report(PlateFinder finder, Path clip, TrackEvent event)
      throws JsonProcessingException {
    if (event instanceof TrackEvent.Final read) {
      try (read) {
        printer.pass(finder, clip, read);
      }
    }
  }
}
