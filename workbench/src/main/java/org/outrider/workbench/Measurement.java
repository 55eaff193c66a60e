package org.outrider.workbench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.durable.Scratch;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.cli.Exit;
import org.outrider.agent.cli.bench.Figures;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.reading.vision.onnx.ModelException;
import org.outrider.agent.store.StoreException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Subcommand of {@code outrider bench}: measures in a folder of its own and prints the figures. */
abstract class Measurement implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "Print one JSON object.")
  boolean isJson;

  /**
   * Measures.
   *
   * @param scratch empty folder, deleted afterwards
   * @param progress takes the progress bar
   * @param figures takes each figure by name
   */
  abstract void measure(Path scratch, PrintWriter progress, Map<String, Object> figures)
      throws IOException,
          InterruptedException,
          HotListException,
          TrustException,
          StoreException,
          ModelException,
          CommandException;

  @Override
  public final Integer call() throws CommandException, InterruptedException {
    Map<String, Object> figures = new LinkedHashMap<>();
    try {
      Path scratch = Files.createTempDirectory("outrider-bench-");
      try {
        measure(scratch, spec.commandLine().getErr(), figures);
      } finally {
        Scratch.delete(scratch);
      }
    } catch (IOException | HotListException | TrustException | StoreException | ModelException e) {
      throw new CommandException(e);
    }
    Figures.print(figures, isJson, spec.commandLine().getOut());
    return Exit.OK;
  }
}
