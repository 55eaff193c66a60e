package org.outrider.central;

import java.util.List;
import org.outrider.agent.cli.CommandProvider;

/** Adds {@code outrider central}. */
public final class CentralCommands implements CommandProvider {
  @Override
  public String parent() {
    return "";
  }

  @Override
  public List<Object> commands() {
    return List.of(new CentralCommand());
  }
}
