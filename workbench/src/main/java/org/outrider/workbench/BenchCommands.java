package org.outrider.workbench;

import java.util.List;
import org.outrider.agent.cli.CommandProvider;

/** Adds the measurements that no unit needs to {@code outrider bench}. */
public final class BenchCommands implements CommandProvider {
  @Override
  public String parent() {
    return "bench";
  }

  @Override
  public List<Object> commands() {
    return List.of(
        new BenchUplinkCommand(),
        new BenchStoreCommand(),
        new BenchFleetCommand(),
        new BenchHotListCommand(),
        new BenchSimilarCommand());
  }
}
