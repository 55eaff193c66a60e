package org.outrider.agent.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import picocli.CommandLine.Option;

/** By what a person proves who they are. */
final class PasswordOptions {
  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Whose first line is the password; else it is asked for.")
  @Nullable Path passwordFile;

  @Option(
      names = "--code",
      paramLabel = "DIGITS",
      defaultValue = "",
      description = "One-time code of the second factor.")
  String code = "";

  char[] password(String user) throws CommandException {
    return passwordFile != null
        ? LogOnOptions.firstLine(passwordFile)
        : LogOnOptions.typed("Password of " + user + ": ");
  }
}
