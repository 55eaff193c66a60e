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
    name = "uplink",
    description = "Measures how fast a backlog of reads drains, beside bare MQTT publishes.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  outrider bench uplink 74160    three days of reads"})
final class BenchUplinkCommand extends Measurement {
  @Parameters(paramLabel = "READS", description = "Reads that wait.")
  int reads;

  @Option(
      names = "--picture-kb",
      paramLabel = "KB",
      defaultValue = "5",
      description = "Size of each read's picture (default ${DEFAULT-VALUE}).")
  int pictureKb;

  @Option(
      names = "--link-mbit",
      paramLabel = "MBIT/S",
      defaultValue = "0",
      description = "Capacity of the unit's link each way; 0 for no limit.")
  int linkMbit;

  @Option(
      names = "--broker",
      paramLabel = "URL",
      description = "Broker to use; by default one inside this process.")
  @Nullable String broker;

  @Override
  void measure(Path scratch, PrintWriter progress, Map<String, Object> figures)
      throws IOException, InterruptedException, StoreException {
    new BenchUplink(scratch, broker, progress).drain(reads, pictureKb * 1000, linkMbit, figures);
  }
}
