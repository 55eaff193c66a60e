package org.outrider.agent.cli;

import org.outrider.agent.base.Version;
import picocli.CommandLine;

/** The line that {@code outrider --version} prints. */
final class VersionLine implements CommandLine.IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"outrider " + Version.current()};
  }
}
