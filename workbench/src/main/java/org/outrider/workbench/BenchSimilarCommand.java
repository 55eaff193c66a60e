package org.outrider.workbench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.cli.Home;
import org.outrider.agent.hotlist.match.Confusions;
import org.outrider.agent.reading.vision.PlateFinder;
import org.outrider.agent.reading.vision.onnx.DetectorOptions;
import org.outrider.agent.reading.vision.onnx.ModelException;
import org.outrider.agent.reading.vision.onnx.Models;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "similar",
    description = "Measures what similar matches find, and how often they are false.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  outrider bench similar edge-agent/src/test/resources/golden/readings/drawn.jsonl.gz",
    })
final class BenchSimilarCommand extends Measurement {
  private static final double[] DIAL = {0.3, 0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.002};
  private static final int LISTS = 5;
  private static final int LIST_ENTRIES = 1_000_000;

  @Parameters(paramLabel = "READINGS", description = "Readings of drawn plates, JSONL, gzipped.")
  Path readings = Path.of(".");

  @Option(
      names = "--plot",
      paramLabel = "FILE.svg",
      description = "Draw stated probability against observed frequency.")
  @Nullable Path plot;

  @Option(names = "--models", paramLabel = "DIR", description = "Folder of the models.")
  @Nullable Path named;

  @Override
  void measure(Path scratch, PrintWriter progress, Map<String, Object> figures)
      throws IOException, ModelException, CommandException {
    Path models = Home.models(named);
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
            plot, "across: stated probability of another character; up: observed frequency", steps);
      }
      for (BenchSimilar.Point p : bench.curve(DIAL, LISTS, LIST_ENTRIES)) {
        figures.put(
            "similar_" + p.leastLikelihood(),
            "finds %.1f %% of %d misread by one, a false alert in %.0f reads"
                .formatted(p.foundPercent(), p.misread(), p.readsPerFalseAlert()));
      }
    }
  }
}
