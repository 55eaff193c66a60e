package org.outrider.workbench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import org.outrider.agent.store.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "fleet",
    description = "Measures a fleet at one mosquitto broker that is killed and restarted.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  OUTRIDER_JAVA_OPTIONS=-Xmx4g outrider bench fleet 2000",
    })
final class BenchFleetCommand extends Measurement {
  @Parameters(paramLabel = "UNITS", description = "Units of the fleet.")
  int units;

  @Override
  void measure(Path scratch, PrintWriter progress, Map<String, Object> figures)
      throws IOException, InterruptedException, StoreException {
    new BenchFleet(scratch, progress).run(units, figures);
  }
}
