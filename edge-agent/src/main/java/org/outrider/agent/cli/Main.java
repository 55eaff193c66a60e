package org.outrider.agent.cli;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.ServiceLoader;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.tls.TlsException;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.cli.bench.BenchCommand;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.upkeep.update.UpdateException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code outrider}. */
@Command(
    name = "outrider",
    description = "Reads licence plates, matches them with the hot list, alerts, and delivers.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionLine.class,
    subcommands = {
      RunCommand.class,
      ReadCommand.class,
      BenchCommand.class,
      DoctorCommand.class,
      HotListCommand.class,
      ProfileCommand.class,
      UserCommand.class,
      SessionCommand.class,
      AuditCommand.class,
      HoldCommand.class,
      EvidenceCommand.class,
      ReportCommand.class,
      InventoryCommand.class,
      SendCommand.class,
      EnrolCommand.class,
      UpdateCommand.class,
      SurveyCommand.class,
      WipeCommand.class,
      RecordCommand.class,
      VersionCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 all is well, 1 warning, 2 fault or wrong use.",
      "",
      "Examples:",
      "  outrider doctor",
      "  outrider read street/ clip.avi --jsonl > reads.jsonl",
      "  outrider run --config /etc/outrider/outrider.toml"
    })
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** What says all that a user needs; anything else is a fault of ours. */
  private static boolean isForTheUser(Exception e) {
    return e instanceof CommandException
        || e instanceof ConfigException
        || e instanceof HotListException
        || e instanceof TlsException
        || e instanceof TrustException
        || e instanceof UpdateException;
  }

  /** The command with all its subcommands, those of other modules included. */
  public static CommandLine commands() {
    CommandLine line = new CommandLine(new Main());
    for (CommandProvider provider : ServiceLoader.load(CommandProvider.class)) {
      String parent = provider.parent();
      CommandLine under =
          parent.isEmpty() ? line : Objects.requireNonNull(line.getSubcommands().get(parent));
      provider.commands().forEach(under::addSubcommand);
    }
    Examples.spread(line);
    line.addSubcommand(new HelpOfCommand());
    return line;
  }

  /** Runs one command and returns its exit code. */
  public static int run(String... args) {
    CommandLine line = commands();
    PrintWriter out = new PlainPrintWriter(System.out);
    PrintWriter err = new PlainPrintWriter(System.err);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    line.setOut(out);
    line.setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          if (isForTheUser(e)) {
            command.getErr().println("outrider: " + e.getMessage());
          } else {
            command.getErr().println("outrider: unexpected: " + e);
            e.printStackTrace(command.getErr());
          }
          return Exit.FAULT;
        });
    line.setParameterExceptionHandler(new WrongUse());
    int code = line.execute(args);
    out.flush();
    err.flush();
    return code;
  }
}
