package org.outrider.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.Version;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.tls.TlsException;
import org.outrider.agent.base.tls.UnitTls;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.agent.upkeep.update.HawkBit;
import org.outrider.agent.upkeep.update.ReleaseIndex;
import org.outrider.agent.upkeep.update.UpdateException;
import org.outrider.agent.upkeep.update.UpdateFetch;
import org.outrider.agent.upkeep.update.UpdateServer;
import org.outrider.agent.upkeep.update.UpdateSettings;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.net.NetworkLinks;
import org.outrider.hal.spi.Devices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the agency would have the unit run: asked for and fetched. */
@Command(
    name = "update",
    description = {
      "Looks for an update and fetches its bundle.",
      "Stays within link and daily budget, and continues where it stopped, so that a timer may"
          + " call",
      "it (outrider-update.timer does, every quarter of an hour). The installer checks the"
          + " bundle's",
      "signature once the unit is parked."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 nothing to do, fetched, or running, 1 it waits for a link, the next day, or",
      "a better connection, 2 it cannot be had, was refused, or was given up.",
      "",
      "Examples:",
      "  outrider update",
      "  outrider update --config /etc/outrider/outrider.toml --json"
    })
final class UpdateCommand implements Callable<Integer> {
  private static final int MB = 1_000_000;

  @Spec CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "/etc/outrider/outrider.toml",
      description = "Of the unit (default ${DEFAULT-VALUE}); its [update] says where to ask.")
  Path config = Path.of(".");

  @Option(
      names = "--release",
      paramLabel = "FILE",
      defaultValue = "/usr/lib/outrider/release",
      description = "Where an image says its version (default ${DEFAULT-VALUE}).")
  Path release = Path.of(".");

  @Option(names = "--json", description = "One JSON object.")
  boolean json;

  UpdateCommand() {
    spec = CommandSpec.create();
  }

  @Override
  public Integer call()
      throws CommandException,
          ConfigException,
          InterruptedException,
          JsonProcessingException,
          TlsException,
          UpdateException {
    UnitConfig unit = ConfigReader.read(config, new Devices());
    UpdateSettings settings =
        unit.update()
            .orElseThrow(
                () ->
                    new CommandException(
                        config + ": [update] is not there, expected url or hawkbit"));
    UpdateFetch fetch =
        new UpdateFetch(
            settings, () -> NetworkLinks.isOneUp(settings.interfaces()), new SystemClock()::utc);
    Bar bar = new Bar();
    try (UpdateServer server = server(settings, unit.unit().id())) {
      UpdateFetch.Result result = fetch.step(server, running(), bar::at);
      say(result);
      return switch (result.outcome()) {
        case NOTHING, FETCHED, DONE -> Exit.OK;
        case WAITS_FOR_LINK, WAITS_FOR_BUDGET, BROKEN_OFF -> Exit.WARNING;
        case FAILED -> Exit.FAULT;
      };
    } finally {
      bar.end();
    }
  }

  /** How much has come, for whoever looks on. */
  private final class Bar {
    private @Nullable Progress progress;

    void at(long fetched, long bytes) {
      Progress made = progress;
      if (made == null) {
        made = new Progress(spec.commandLine().getErr(), (int) (bytes / MB));
        progress = made;
      }
      made.at((int) (fetched / MB));
    }

    void end() {
      if (progress != null) {
        progress.end();
      }
    }
  }

  private static UpdateServer server(UpdateSettings settings, String unit)
      throws CommandException, TlsException {
    SSLContext tls = UnitTls.client(settings.ca());
    return settings.isHawkbit()
        ? new HawkBit(settings.url(), unit, authorization(settings), tls)
        : new ReleaseIndex(settings.url(), tls);
  }

  /** A bare token is the unit's own. */
  private static String authorization(UpdateSettings settings) throws CommandException {
    Path file = settings.token().orElse(Path.of("update-token"));
    try {
      String token = Files.readString(file, StandardCharsets.UTF_8).strip();
      if (token.isEmpty() || token.lines().count() > 1) {
        throw new CommandException(file + ": expected one line, a token");
      }
      return token.contains(" ") ? token : "TargetToken " + token;
    } catch (IOException e) {
      throw new CommandException(file + ": no token for the update server");
    }
  }

  /** What an image is called, or, where this is none, what the software is. */
  private String running() {
    try {
      return Files.readString(release, StandardCharsets.UTF_8).strip().replace("version=", "");
    } catch (IOException e) {
      return Version.current();
    }
  }

  private void say(UpdateFetch.Result result) throws JsonProcessingException {
    if (json) {
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("outcome", result.outcome().name().toLowerCase(Locale.ROOT));
      out.put("version", result.version().isEmpty() ? null : result.version());
      out.put("fetched_bytes", result.fetchedBytes());
      out.put("bytes", result.bytes());
      out.put("cause", result.cause().isEmpty() ? null : result.cause());
      spec.commandLine().getOut().println(Json.MAPPER.writeValueAsString(out));
      return;
    }
    String amount =
        result.bytes() == 0
            ? ""
            : ", %d of %d MB".formatted(result.fetchedBytes() / MB, result.bytes() / MB);
    spec.commandLine()
        .getOut()
        .printf(
            "update: %s%s%s%s%n",
            result.version().isEmpty() ? "" : result.version() + ": ",
            result.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            amount,
            result.cause().isEmpty() ? "" : ": " + result.cause());
  }
}
