package org.outrider.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Optional;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.tls.TlsException;
import org.outrider.agent.base.toml.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Log-on, state and log-off for those without a browser; the console decides as it does for one.
 */
@Command(
    name = "session",
    description = "Logs on to a running unit, shows how it is, logs off; without a browser.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  outrider session open jdoe                    # asks for the password",
      "  outrider session open jdoe --acknowledge --code 123456",
      "  outrider session canvass 26-0417 --area 'Main Street, 200 to 600'",
      "  outrider session show --json",
      "  outrider session close                        # says what central has not got yet"
    })
final class SessionCommand {
  @Spec CommandSpec spec;

  SessionCommand() {
    spec = CommandSpec.create();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  @Command(
      name = "open",
      description = "Logs on; the session lasts until it is closed, or the policy ends it.",
      mixinStandardHelpOptions = true)
  int open(
      @Parameters(paramLabel = "USER", description = "As the list of users names them.")
          String user,
      @Mixin PasswordOptions secret,
      @Option(
              names = "--purpose",
              paramLabel = "CODE",
              defaultValue = "",
              description = "What the session is for; some policies ask for it.")
          String purpose,
      @Option(names = "--acknowledge", description = "Acknowledges the policy in force.")
          boolean acknowledges,
      @Mixin ConsoleClient console)
      throws CommandException, ConfigException, TlsException, InterruptedException {
    Optional<JsonNode> refused =
        console.logOn(user, secret.password(user), secret.code, purpose, acknowledges);
    if (refused.isPresent()) {
      spec.commandLine().getErr().println("outrider: " + refused.get().path("problem").asText());
      String challenge = refused.get().path("challenge").asText();
      if (!challenge.isEmpty()) {
        spec.commandLine().getErr().println("  challenge for an administrator: " + challenge);
      }
      if (refused.get().path("asks_acknowledgement").asBoolean()) {
        spec.commandLine().getErr().println("  read it, then use --acknowledge");
      }
      return Exit.FAULT;
    }
    JsonNode session = console.session();
    out()
        .printf(
            "%s: %s logged on as %s%n",
            session.path("unit").asText(),
            session.path("user_id").asText(),
            session.path("role").asText());
    return Exit.OK;
  }

  @Command(
      name = "show",
      description = {
        "Who is logged on and how the unit is.",
        "Exit 0 when all is well, 1 with a warning or a fault, 2 when nobody is logged on."
      },
      mixinStandardHelpOptions = true)
  int show(
      @Option(names = "--json", description = "One JSON object.") boolean isJson,
      @Mixin ConsoleClient console)
      throws CommandException, ConfigException, TlsException, InterruptedException {
    JsonNode session = console.session();
    boolean isWell = session.path("faults").isEmpty();
    for (JsonNode lamp : session.path("status")) {
      isWell &= lamp.path("level").asText().equals("good");
    }
    if (isJson) {
      ((ObjectNode) session).remove("form"); // of use to nobody but this session
      out().println(session);
      return isWell ? Exit.OK : Exit.WARNING;
    }
    out()
        .printf(
            "%s: %s (%s), %s, since %s%n",
            session.path("unit").asText(),
            session.path("user_id").asText(),
            session.path("name").asText(),
            session.path("role").asText(),
            session.path("since").asText());
    for (JsonNode lamp : session.path("status")) {
      out()
          .printf(
              "  %-8s %-22s %s%n",
              lamp.path("level").asText(), lamp.path("name").asText(), lamp.path("words").asText());
    }
    for (JsonNode fault : session.path("faults")) {
      out()
          .printf(
              "  fault    %-22s %s: %s%n",
              fault.path("code").asText(),
              fault.path("subject").asText(),
              fault.path("cause").asText());
    }
    return isWell ? Exit.OK : Exit.WARNING;
  }

  @Command(
      name = "canvass",
      description = {
        "Begins a canvass around a scene; without CASE, ends it.",
        "Reads made during it bear the case. Log-off ends it as well."
      },
      mixinStandardHelpOptions = true)
  int canvass(
      @Parameters(
              paramLabel = "CASE",
              arity = "0..1",
              defaultValue = "",
              description = "Number of the case; none to end the canvass.")
          String caseNumber,
      @Option(
              names = "--area",
              paramLabel = "WORDS",
              defaultValue = "",
              description = "Where, in words; kept in the audit.")
          String area,
      @Mixin ConsoleClient console)
      throws CommandException, ConfigException, TlsException, InterruptedException {
    JsonNode session = console.session();
    console.canvass(session.path("form").asText(), caseNumber, area);
    out()
        .printf(
            "%s: %s%n",
            session.path("unit").asText(),
            caseNumber.isEmpty() ? "canvass ended" : "canvass for " + caseNumber);
    return Exit.OK;
  }

  @Command(
      name = "close",
      description = "Logs off; says what central has not got yet.",
      mixinStandardHelpOptions = true)
  int close(@Mixin ConsoleClient console)
      throws CommandException, ConfigException, TlsException, InterruptedException {
    JsonNode session = console.session();
    console.logOff(session.path("form").asText());
    out()
        .printf(
            "%s: %s logged off%n", session.path("unit").asText(), session.path("user_id").asText());
    if (session.path("delivered").asBoolean()) {
      out().println("  all delivered");
    }
    for (JsonNode pending : session.path("pending")) {
      if (pending.path("rows").asLong() > 0) {
        out()
            .printf(
                "  pending  %-12s %d%n",
                pending.path("lane").asText(), pending.path("rows").asLong());
      }
    }
    if (session.path("open_alerts").asLong() > 0) {
      out()
          .printf(
              "  not answered: %s%n", Counted.of(session.path("open_alerts").asLong(), "alert"));
    }
    if (session.path("unverified").asLong() > 0) {
      out()
          .printf("  not verified: %s%n", Counted.of(session.path("unverified").asLong(), "alert"));
    }
    return session.path("delivered").asBoolean() ? Exit.OK : Exit.WARNING;
  }
}
