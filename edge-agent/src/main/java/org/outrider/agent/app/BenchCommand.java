package org.outrider.agent.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.hotlist.Confusions;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.store.StoreException;
import org.outrider.agent.trust.TrustException;
import org.outrider.agent.vision.PlateFinder;
import org.outrider.agent.vision.onnx.DetectorOptions;
import org.outrider.agent.vision.onnx.ModelException;
import org.outrider.agent.vision.onnx.Models;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    description = {
      "Measures each stage on the same frames in one run, as multiples of OpenCV's JPEG decode and"
          + " of the bare inferences, since absolute times say little about another machine; then"
          + " alerts under load, start-up and memory."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  outrider bench",
      "  outrider bench --frames 500 --alerts 200 --json",
      "  outrider bench --memory 100000    whether memory grows (half an hour)",
      "  outrider bench --passes 300       whether each vehicle gives one read",
      "  outrider bench --uplink 74160      three days of reads drained, beside bare MQTT"
          + " publishes",
      "  OUTRIDER_JAVA_OPTIONS=-Xmx4g outrider bench --fleet 2000    so many units whose broker"
          + " comes back",
      "  outrider bench --store 60         50 reads/s of 60 KB stored and uploaded for a minute",
      "  outrider bench --hotlist 5000000  lists: import beside sqlite3, lookups (ten minutes)"
    })
final class BenchCommand implements Callable<Integer> {
  private static final double[] DIAL = {0.3, 0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.002};
  private static final int LISTS = 5;
  private static final int READS_PER_SECOND = 50;
  private static final int LIST_ENTRIES = 1_000_000;

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
      paramLabel = "FRAMES",
      description = "Only this: memory over so many small frames.")
  @Nullable Integer memory;

  @Option(
      names = "--passes",
      paramLabel = "VEHICLES",
      description = "Only this: reads per pass over so many vehicles.")
  @Nullable Integer passes;

  @Option(
      names = "--hotlist",
      paramLabel = "ROWS",
      description = "Only this: import and lookups of a list of so many rows.")
  @Nullable Integer hotlist;

  @Option(
      names = "--uplink",
      paramLabel = "READS",
      description = "Only this: a backlog of so many reads drained.")
  @Nullable Integer uplink;

  @Option(
      names = "--picture-kb",
      paramLabel = "KB",
      defaultValue = "5",
      description = "With --uplink: size of each read's picture (default ${DEFAULT-VALUE}).")
  int pictureKb;

  @Option(
      names = "--link-mbit",
      paramLabel = "MBIT/S",
      defaultValue = "0",
      description = "With --uplink: what the unit's link lets through each way; 0 for no limit.")
  int linkMbit;

  @Option(
      names = "--store",
      paramLabel = "SECONDS",
      description = "Only this: reads stored at a steady rate while they are uploaded.")
  @Nullable Integer store;

  @Option(
      names = "--fleet",
      paramLabel = "UNITS",
      description = "Only this: so many units at one mosquitto that is killed and comes back.")
  @Nullable Integer fleet;

  @Option(
      names = "--broker",
      paramLabel = "URL",
      description =
          "For --uplink and --store: a broker of yours instead of one inside this process.")
  @Nullable String broker;

  @Option(
      names = "--similar",
      paramLabel = "READINGS",
      description = "Only this: what similar matches find and how often they are false.")
  @Nullable Path similar;

  @Option(
      names = "--plot",
      paramLabel = "FILE.svg",
      description = "With --similar: picture of how far its probabilities hold.")
  @Nullable Path plot;

  @Option(names = "--models", paramLabel = "DIR", description = "Folder of the models.")
  @Nullable Path models;

  @Option(names = "--json", description = "One JSON object.")
  boolean json;

  BenchCommand() {
    spec = CommandSpec.create();
  }

  private void similar(Path models, Path readings, Map<String, Object> figures)
      throws IOException, ModelException {
    JsonNode manifest = Json.MAPPER.readTree(models.resolve("reader/manifest.json").toFile());
    Map<String, Double> formats = new LinkedHashMap<>();
    for (JsonNode kind : manifest.path("formats")) {
      double share = kind.path("share").asDouble();
      kind.path("patterns")
          .properties()
          .forEach(e -> formats.merge(e.getKey(), share * e.getValue().asDouble(), Double::sum));
    }
    try (InputStream in = Files.newInputStream(readings);
        PlateFinder finder = Models.open(models, DetectorOptions.DEFAULT)) {
      BenchSimilar bench = new BenchSimilar(in, formats, Confusions.of(finder.confusions()));
      figures.put("similar_reads", bench.reads());
      figures.put(
          "similar_density",
          "a random plate is listed in 1 of %.0f".formatted(bench.density(LIST_ENTRIES)));
      List<CalibrationPlot.Step> steps = bench.calibration();
      for (CalibrationPlot.Step step : steps) {
        figures.put(
            "calibration_%.4f".formatted(step.said()),
            "seen %.4f of %d".formatted(step.seen(), step.count()));
      }
      if (plot != null) {
        CalibrationPlot.write(
            plot,
            "across: how probable another character is said to be; up: how often it is it",
            steps);
      }
      for (BenchSimilar.Point p : bench.curve(DIAL, LISTS, LIST_ENTRIES)) {
        figures.put(
            "similar_" + p.leastLikelihood(),
            "finds %.1f %% of %d misread by one, a false alert in %.0f reads"
                .formatted(p.foundPercent(), p.misread(), p.readsPerFalseAlert()));
      }
    }
  }

  @Override
  public Integer call() throws CommandException, InterruptedException, JsonProcessingException {
    Path folder = Home.models(models);
    PrintWriter err = spec.commandLine().getErr();
    Map<String, Object> figures = new LinkedHashMap<>();
    try {
      if (memory != null) {
        new BenchLong(folder, err).memory(memory, figures);
      } else if (similar != null) {
        similar(folder, similar, figures);
      } else if (hotlist != null) {
        Path scratch = Files.createTempDirectory("outrider-bench-");
        try {
          new BenchHotList(scratch, err).run(hotlist, figures);
        } finally {
          Scratch.delete(scratch);
        }
      } else if (uplink != null || store != null) {
        Path scratch = Files.createTempDirectory("outrider-bench-");
        try {
          BenchUplink bench = new BenchUplink(scratch, broker, err);
          if (uplink != null) {
            bench.drain(uplink, pictureKb * 1000, linkMbit, figures);
          } else {
            bench.store(READS_PER_SECOND, Objects.requireNonNull(store), figures);
          }
        } finally {
          Scratch.delete(scratch);
        }
      } else if (fleet != null) {
        Path scratch = Files.createTempDirectory("outrider-bench-");
        try {
          new BenchFleet(scratch, err).run(fleet, figures);
        } finally {
          Scratch.delete(scratch);
        }
      } else if (passes != null) {
        new BenchLong(folder, err).passes(passes, figures);
      } else {
        new BenchFrames(folder, frames, err).run(figures);
        new BenchAlerts(folder, alerts, err).run(figures);
        new BenchStart(folder).run(figures);
      }
    } catch (ModelException | HotListException | TrustException | StoreException | IOException e) {
      throw new CommandException(e);
    }
    if (json) {
      spec.commandLine().getOut().println(Json.MAPPER.writeValueAsString(figures));
    } else {
      figures.forEach(
          (k, v) -> spec.commandLine().getOut().printf("%-50s %s%n", k.replace('_', ' '), v));
    }
    return Exit.OK;
  }
}
