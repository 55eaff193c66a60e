package org.outrider.agent.cli;

import java.io.PrintWriter;
import java.util.Set;
import java.util.TreeSet;
import org.outrider.agent.base.text.NearWord;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Answer to a command line that is not right: one line of what is wrong, the nearest word if one is
 * near, and where the help is.
 */
final class WrongUse implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    PrintWriter err = line.getErr();
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().getFirst();
      if (word.startsWith("-") && word.length() > 1) {
        option(line, word, err);
        return Exit.FAULT;
      }
      if (!line.getSubcommands().isEmpty()) {
        print(line, word, err);
        return Exit.FAULT;
      }
    }
    err.println(line.getCommandSpec().qualifiedName() + ": " + e.getMessage());
    err.println(advice(line));
    return Exit.FAULT;
  }

  /** Says that a group has no command of a name. */
  static void print(CommandLine group, String word, PrintWriter err) {
    String name = group.getCommandSpec().qualifiedName();
    Set<String> words = new TreeSet<>(group.getSubcommands().keySet());
    err.printf("%s: no command \"%s\"%n", name, word);
    NearWord.of(word, words).ifPresent(w -> err.printf("Did you mean: %s %s?%n", name, w));
    err.println(advice(group));
  }

  private static void option(CommandLine line, String word, PrintWriter err) {
    String name = word.split("=", 2)[0];
    err.printf("%s: no option \"%s\"%n", line.getCommandSpec().qualifiedName(), name);
    NearWord.of(name, line.getCommandSpec().optionsMap().keySet())
        .ifPresent(w -> err.printf("Did you mean: %s?%n", w));
    err.println(advice(line));
  }

  private static String advice(CommandLine line) {
    return "See: " + line.getCommandSpec().qualifiedName() + " --help";
  }
}
