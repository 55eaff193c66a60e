package org.outrider.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.agent.upkeep.enrol.EnrolException;
import org.outrider.agent.upkeep.enrol.Enrolment;
import org.outrider.agent.upkeep.enrol.UnitIdentity;
import org.outrider.hal.DeviceException;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.probe.Part;
import org.outrider.hal.probe.Probe;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The unit's certificate: enrolled by a token, renewed in good time. */
@Command(
    name = "enrol",
    description = {
      "Gets and renews the unit's certificate by EST.",
      "Makes the key on the unit, enrols by the one-time token, and renews after two thirds of the",
      "certificate's life. Does nothing while nothing is due, so that a timer may call it",
      "(outrider-enrol.timer does, each day)."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 the certificate is good, 1 it is good but could not be renewed yet, or",
      "somebody must approve it, 2 there is none.",
      "",
      "Examples:",
      "  outrider enrol --config /etc/outrider/outrider.toml",
      "  outrider enrol --config /etc/outrider/outrider.toml --json"
    })
final class EnrolCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "/etc/outrider/outrider.toml",
      description = "Of the unit (default ${DEFAULT-VALUE}); its [enrolment] says where to ask.")
  Path config = Path.of(".");

  @Option(names = "--json", description = "One JSON object.")
  boolean json;

  EnrolCommand() {
    spec = CommandSpec.create();
  }

  @Override
  public Integer call()
      throws CommandException, ConfigException, InterruptedException, JsonProcessingException {
    Devices devices = new Devices();
    SystemClock clock = new SystemClock();
    UnitConfig unit = ConfigReader.read(config, devices);
    Enrolment.Settings place =
        unit.enrolment()
            .orElseThrow(
                () -> new CommandException(config + ": [enrolment] is not there, expected a url"));
    Enrolment enrolment =
        new Enrolment(
            place,
            new UnitIdentity(
                unit.unit().agency(), unit.unit().id(), boardSerial(unit, devices, clock)),
            clock::utc);
    try {
      Enrolment.Result done = enrolment.step();
      say(done.outcome().name().toLowerCase(Locale.ROOT), done.until(), null, null);
      return Exit.OK;
    } catch (EnrolException e) {
      return failed(enrolment, e, clock.utc());
    }
  }

  private int failed(Enrolment enrolment, EnrolException why, Instant now)
      throws JsonProcessingException {
    Optional<Instant> until;
    try {
      until = enrolment.until();
    } catch (EnrolException e) {
      until = Optional.empty();
    }
    boolean isGood = until.filter(now::isBefore).isPresent();
    say(
        isGood ? "not_renewed" : "none",
        until.orElse(null),
        why.getMessage(),
        why.retryAfter().orElse(null));
    return isGood || why.retryAfter().isPresent() ? Exit.WARNING : Exit.FAULT;
  }

  private void say(
      String outcome, @Nullable Instant until, @Nullable String why, @Nullable Duration retryAfter)
      throws JsonProcessingException {
    if (json) {
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("outcome", outcome);
      out.put("valid_until", until == null ? null : until.toString());
      out.put("cause", why);
      out.put("retry_after_s", retryAfter == null ? null : retryAfter.toSeconds());
      spec.commandLine().getOut().println(Json.MAPPER.writeValueAsString(out));
      return;
    }
    if (why != null) {
      spec.commandLine().getErr().println("outrider: " + why);
    }
    spec.commandLine()
        .getOut()
        .printf(
            "certificate: %s%s%n",
            outcome.replace('_', ' '), until == null ? "" : ", good until " + until);
  }

  /** Empty where the board does not say. */
  private static String boardSerial(UnitConfig unit, Devices devices, SystemClock clock) {
    try (Probe probe = devices.probe(unit.inventory().board(), new HalContext("board", clock))) {
      return probe.parts().stream()
          .filter(p -> p.type().equals("board"))
          .map(Part::serial)
          .findFirst()
          .orElse("");
    } catch (DeviceException e) {
      return "";
    }
  }
}
