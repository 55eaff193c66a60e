package org.outrider.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.Version;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.reading.vision.ModelId;
import org.outrider.agent.reading.vision.PlateFinder;
import org.outrider.agent.reading.vision.onnx.DetectorOptions;
import org.outrider.agent.reading.vision.onnx.ModelException;
import org.outrider.agent.reading.vision.onnx.Models;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "version",
    description = "Shows the versions of the software, the models and the runtime.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  outrider version --json"})
final class VersionCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(names = "--json", description = "One JSON object instead of lines.")
  boolean json;

  VersionCommand() {
    spec = CommandSpec.create();
  }

  @Override
  public Integer call() throws CommandException, JsonProcessingException {
    Map<String, Object> versions = new LinkedHashMap<>();
    versions.put("outrider", Version.current());
    versions.put("java", Runtime.version().toString());
    try (PlateFinder finder = Models.open(Home.models(null), DetectorOptions.DEFAULT)) {
      finder.models().forEach(m -> versions.put(m.name(), m));
    } catch (ModelException e) {
      throw new CommandException(e);
    }
    if (json) {
      spec.commandLine().getOut().println(Json.MAPPER.writeValueAsString(versions));
    } else {
      versions.forEach((k, v) -> spec.commandLine().getOut().println(k + " " + words(v)));
    }
    return Exit.OK;
  }

  private static String words(Object version) {
    return version instanceof ModelId m
        ? m.version() + " sha256 " + m.sha256()
        : version.toString();
  }
}
