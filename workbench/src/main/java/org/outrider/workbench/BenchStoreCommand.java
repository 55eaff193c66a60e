package org.outrider.workbench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.store.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "store",
    description = "Measures 50 reads/s of 60 KB, stored while they are uploaded.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  outrider bench store 60"})
final class BenchStoreCommand extends Measurement {
  private static final int READS_PER_SECOND = 50;

  @Parameters(paramLabel = "SECONDS", description = "Duration.")
  int seconds;

  @Option(
      names = "--broker",
      paramLabel = "URL",
      description = "Broker to use; by default one inside this process.")
  @Nullable String broker;

  @Override
  void measure(Path scratch, PrintWriter progress, Map<String, Object> figures)
      throws IOException, InterruptedException, StoreException {
    new BenchUplink(scratch, broker, progress).store(READS_PER_SECOND, seconds, figures);
  }
}
