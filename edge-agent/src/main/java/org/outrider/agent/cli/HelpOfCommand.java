package org.outrider.agent.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "help",
    description = "Shows the help of a command.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  outrider help", "  outrider help hotlist build"})
final class HelpOfCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "Command, such as hotlist build.")
  List<String> words = List.of();

  HelpOfCommand() {
    spec = CommandSpec.create();
  }

  @Override
  public Integer call() {
    CommandLine line = spec.root().commandLine();
    for (String word : words) {
      CommandLine next = line.getSubcommands().get(word);
      if (next == null) {
        WrongUse.print(line, word, spec.commandLine().getErr());
        return Exit.FAULT;
      }
      line = next;
    }
    line.usage(spec.commandLine().getOut());
    return Exit.OK;
  }
}
