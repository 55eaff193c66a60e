package org.outrider.agent.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.Version;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.unit.AgentUnit;
import org.outrider.agent.unit.ConfigCheck;
import org.outrider.agent.unit.TrainingShift;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;
import org.tinylog.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "run",
    description = "Runs the unit until it is told to stop, or until every recording has ended.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  outrider run --config /etc/outrider/outrider.toml",
      "  outrider run --config bench.toml --check",
      "  outrider run --training                 # practice, nothing of it is real"
    })
final class RunCommand implements Callable<Integer> {
  private static final Duration EVER = Duration.ofDays(36_500);

  /** A day of practice. */
  private static final int VEHICLES = 20_000;

  private static final Duration DELIVER = Duration.ofSeconds(30);

  @Spec CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "/etc/outrider/outrider.toml",
      description = "Configuration (default ${DEFAULT-VALUE}).")
  Path config;

  @Option(names = "--models", paramLabel = "DIR", description = "Folder of the models.")
  @Nullable Path models;

  @Option(
      names = "--training",
      description = {
        "Practice: the unit's people, policy, console, sound and light over a simulated street.",
        "Everything is marked, lies in a folder of its own, and never leaves the unit."
      })
  boolean isTraining;

  @Option(
      names = "--check",
      description = {
        "Only check the configuration with every file it names.",
        "Exit codes: 0 no problems, 1 warnings alone, 2 a problem."
      })
  boolean isCheckOnly;

  RunCommand() {
    spec = CommandSpec.create();
    config = Path.of("outrider.toml");
  }

  @Override
  public Integer call() throws CommandException, InterruptedException {
    Devices devices = new Devices();
    if (isCheckOnly) {
      return check(devices);
    }
    UnitConfig checked;
    try {
      checked = ConfigReader.read(config, devices);
    } catch (ConfigException e) {
      throw new CommandException(e);
    }
    if (Files.exists(WipeCommand.marker(config))) {
      throw new CommandException(
          config + ": the unit is being wiped, expected `outrider wipe` to come to its end");
    }
    UnitConfig used = isTraining ? TrainingShift.of(checked, VEHICLES) : checked;
    AgentUnit unit =
        new AgentUnit(used, Home.models(models), devices, new SystemClock(), isTraining);
    if (isTraining) {
      spec.commandLine().getOut().println("TRAINING: nothing on this unit is real now");
    }
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              told.countDown();
              unit.close();
              stopped.countDown();
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    if (Terminal.isThere()) { // no plate gets into a log
      unit.onAlert(alert -> AlertCard.print(spec.commandLine().getOut(), alert));
    }
    unit.start();
    Logger.tag("app").info("outrider {} runs as {}", Version.current(), checked.unit().id());
    unit.awaitEnd(EVER);
    if (unit.uplink().isPresent() && told.getCount() > 0) {
      drain(unit);
    }
    if (isTakenBack(hook)) {
      unit.close();
    } else {
      stopped.await(DELIVER.toSeconds(), TimeUnit.SECONDS);
    }
    return unit.health().faults().isEmpty() ? Exit.OK : Exit.WARNING;
  }

  private int check(Devices devices) {
    PrintWriter out = spec.commandLine().getOut();
    ConfigCheck found = ConfigCheck.of(config, devices, new SystemClock().utc());
    if (!found.problems().isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      err.printf("%s: %s%n", config, Counted.of(found.problems().size(), "problem"));
      found.problems().forEach(p -> err.println("  " + p));
      found.warnings().forEach(w -> err.println("  warning: " + w));
      return Exit.FAULT;
    }
    if (!found.warnings().isEmpty()) {
      out.printf("%s: %s%n", config, Counted.of(found.warnings().size(), "warning"));
      found.warnings().forEach(w -> out.println("  " + w));
      return Exit.WARNING;
    }
    out.println(config + ": no problems");
    return Exit.OK;
  }

  /** Whether nobody has told us to stop yet: then what was to be done there is done here. */
  private static boolean isTakenBack(Thread hook) {
    try {
      return Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /** After the last recording: what is still in the outbox gets a while to be delivered. */
  private static void drain(AgentUnit unit) throws InterruptedException {
    unit.store().flush().exceptionally(e -> null).join(); // closed: we were told to stop
    long until = System.nanoTime() + DELIVER.toNanos();
    while (System.nanoTime() < until
        && unit.store().counts().keySet().stream()
            .anyMatch(k -> k.matches(".*\\.(new|sent|broker_acked)"))) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }
}
