package org.outrider.workbench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.hotlist.HotListException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "hotlist",
    description = "Measures import of a hot list beside sqlite3, and lookups (ten minutes).",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  outrider bench hotlist 5000000"})
final class BenchHotListCommand extends Measurement {
  @Parameters(paramLabel = "ROWS", description = "Rows of the list.")
  int rows;

  @Override
  void measure(Path scratch, PrintWriter progress, Map<String, Object> figures)
      throws IOException, InterruptedException, HotListException, TrustException {
    new BenchHotList(scratch, progress).run(rows, figures);
  }
}
