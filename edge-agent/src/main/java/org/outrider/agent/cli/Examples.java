package org.outrider.agent.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Examples in the help of commands. They are written once, in the footer of the group; each command
 * of the group that has no footer of its own shows those lines that call it.
 */
final class Examples {
  private static final String INDENT = "  ";

  private Examples() {}

  /** Gives every command below one the examples of it. */
  static void spread(CommandLine group) {
    String[] examples = group.getCommandSpec().usageMessage().footer();
    for (CommandLine command : group.getSubcommands().values()) {
      UsageMessageSpec usage = command.getCommandSpec().usageMessage();
      if (usage.footer().length == 0) {
        List<String> own = of(command, examples);
        if (!own.isEmpty()) {
          List<String> footer = new ArrayList<>(List.of("", "Examples:"));
          footer.addAll(own);
          usage.footer(footer.toArray(String[]::new));
        }
      }
      spread(command);
    }
  }

  private static List<String> of(CommandLine command, String[] lines) {
    String call = INDENT + command.getCommandSpec().qualifiedName();
    return Stream.of(lines).filter(l -> l.equals(call) || l.startsWith(call + " ")).toList();
  }
}
