package org.outrider.agent.cli;

import java.util.List;

/**
 * Commands that another module adds to {@code outrider}, found by {@link java.util.ServiceLoader}.
 * A unit has only its own; a clone has those of central and workbench as well.
 */
public interface CommandProvider {

  /** Name of the command that these become subcommands of; empty for {@code outrider} itself. */
  String parent();

  /** Commands as picocli takes them, in the order of the help. */
  List<Object> commands();
}
