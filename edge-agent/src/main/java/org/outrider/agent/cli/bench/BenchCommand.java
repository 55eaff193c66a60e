package org.outrider.agent.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.cli.Exit;
import org.outrider.agent.cli.Home;
import org.outrider.agent.reading.vision.onnx.ModelException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    description = {
      "Measures the pipeline, alerts under load, start-up and memory.",
      "Each stage runs on the same frames in one run and is told as a multiple of OpenCV's JPEG"
          + " decode and of the bare inferences, since absolute times say little about another"
          + " machine."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  outrider bench",
      "  outrider bench --frames 500 --alerts 200 --json",
      "  outrider bench --memory           whether memory grows (an hour)",
      "  outrider bench --passes 300       whether each vehicle gives one read"
    })
public final class BenchCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--frames",
      paramLabel = "N",
      defaultValue = "120",
      description = "Frames measured (default ${DEFAULT-VALUE}).")
  int frames;

  @Option(
      names = "--alerts",
      paramLabel = "N",
      defaultValue = "15",
      description = "Listed vehicles for the alert latency (default ${DEFAULT-VALUE}).")
  int alerts;

  @Option(
      names = "--memory",
      description =
          "Only this: resident memory of a unit with two cameras, each minute. Ends with 1 where it"
              + " grows by 5 %% or more after minute 10, or passes 450 MB.")
  boolean memory;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "60",
      description =
          "How long memory is measured (default ${DEFAULT-VALUE}); up to 20, growth counts from"
              + " half the time.")
  int minutes;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where memory.json and memory.svg are written (default: here).")
  Path out;

  @Option(
      names = "--passes",
      paramLabel = "VEHICLES",
      description = "Only this: reads per pass over so many vehicles.")
  @Nullable Integer passes;

  @Option(names = "--models", paramLabel = "DIR", description = "Folder of the models.")
  @Nullable Path models;

  @Option(names = "--json", description = "One JSON object.")
  boolean json;

  BenchCommand() {
    out = Path.of("");
    spec = CommandSpec.create();
  }

  @Override
  public Integer call() throws CommandException, InterruptedException, JsonProcessingException {
    Path folder = Home.models(models);
    PrintWriter err = spec.commandLine().getErr();
    Map<String, Object> figures = new LinkedHashMap<>();
    boolean isGood = true;
    try {
      if (memory) {
        isGood = new BenchMemory(folder, err).run(minutes, out, figures);
      } else if (passes != null) {
        new BenchLong(folder, err).passes(passes, figures);
      } else {
        new BenchFrames(folder, frames, err).run(figures);
        new BenchAlerts(folder, alerts, err).run(figures);
        new BenchStart(folder).run(figures);
      }
    } catch (ModelException | IOException e) {
      throw new CommandException(e);
    }
    Figures.print(figures, json, spec.commandLine().getOut());
    return isGood ? Exit.OK : Exit.WARNING;
  }
}
