package org.outrider.workbench;

import java.util.List;
import org.outrider.agent.cli.CommandProvider;

/** Adds {@code outrider demo}. */
public final class WorkbenchCommands implements CommandProvider {
  @Override
  public String parent() {
    return "";
  }

  @Override
  public List<Object> commands() {
    return List.of(new DemoCommand());
  }
}
