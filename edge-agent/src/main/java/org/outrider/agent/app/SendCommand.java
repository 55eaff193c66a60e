package org.outrider.agent.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.read.UnitId;
import org.outrider.agent.trust.SignedText;
import org.outrider.agent.trust.SigningKey;
import org.outrider.agent.trust.TrustException;
import org.outrider.agent.uplink.MqttOptions;
import org.outrider.agent.uplink.Topics;
import org.outrider.agent.uplink.Transport;
import org.outrider.agent.uplink.mqtt.PahoTransport;
import org.outrider.hal.clock.SystemClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What central says to a unit. */
@Command(
    name = "send",
    description = "Sends a unit what is to be in force there, or to be done; for central.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  outrider send file users users.toml --to CT0000000/car-7 --broker tcp://127.0.0.1:1883",
      "  outrider send file holds holds.toml --to CT0000000/car-7 --broker"
          + " ssl://mqtt.example.org:8883 --ca ca.pem --cert central.pem --key central.key",
      "  outrider send unlock jdoe --by asmith --sign-with agency.key.pem --to CT0000000/car-7"
          + " --broker tcp://127.0.0.1:1883"
    })
final class SendCommand {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration HOLDS_FOR = Duration.ofHours(1);

  @Spec CommandSpec spec;

  SendCommand() {
    spec = CommandSpec.create();
  }

  /** To which unit, and over which broker. */
  static final class Way {
    @Option(names = "--to", paramLabel = "AGENCY/UNIT", required = true)
    String to = "";

    @Option(names = "--broker", paramLabel = "URL", required = true, description = "MQTT 5 broker.")
    String broker = "";

    @Option(names = "--ca", paramLabel = "FILE", description = "Authority of the broker (PEM).")
    @Nullable Path ca;

    @Option(names = "--cert", paramLabel = "FILE", description = "Own certificate (PEM).")
    @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "Own key (PKCS #8, PEM).")
    @Nullable Path key;

    UnitId unit() throws CommandException {
      int at = to.indexOf('/');
      if (!to.matches("[A-Za-z0-9_.-]{1,32}/[A-Za-z0-9_.-]{1,32}")) {
        throw new CommandException("--to " + to + ", expected AGENCY/UNIT");
      }
      return new UnitId(to.substring(0, at), to.substring(at + 1), "");
    }

    void publish(String topic, byte[] message, boolean isRetained)
        throws CommandException, InterruptedException {
      CompletableFuture<Void> connected = new CompletableFuture<>();
      AtomicReference<String> lastCause = new AtomicReference<>("no answer");
      try (PahoTransport transport =
          new PahoTransport(
              new MqttOptions(broker, ca, certificate, key),
              "outrider-send-" + ProcessHandle.current().pid(),
              java.util.List.of(),
              null)) {
        transport.start(
            new Transport.Listener() {
              @Override
              public void connected() {
                connected.complete(null);
              }

              @Override
              public void lost(String cause) {
                lastCause.set(cause);
              }

              @Override
              public void received(String on, byte[] payload, Map<String, String> properties) {}
            });
        connected.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        transport
            .publish(topic, message, isRetained, Map.of())
            .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        throw new CommandException(broker + ": does not take it: " + e.getCause());
      } catch (TimeoutException e) {
        throw new CommandException(broker + ": cannot be reached: " + lastCause.get());
      }
    }
  }

  @Command(
      name = "file",
      description = "Sends a signed file, retained: in force until a higher version comes.",
      mixinStandardHelpOptions = true)
  int file(
      @Parameters(paramLabel = "KIND", description = "users, holds or profile.") String kind,
      @Parameters(paramLabel = "FILE", description = "Its signature lies beside it.") Path file,
      @Mixin Way way)
      throws CommandException, TrustException, InterruptedException {
    if (!Directives.kinds().contains(kind)) {
      throw new CommandException(kind + ": expected any of " + Directives.kinds());
    }
    byte[] message = SignedText.ofFile(file).write();
    way.publish(Topics.directive(way.unit(), kind), message, true);
    spec.commandLine().getOut().printf("%s: sent to %s%n", file, way.to);
    return Exit.OK;
  }

  @Command(
      name = "unlock",
      description = "Opens a locked account on a unit; holds for an hour.",
      mixinStandardHelpOptions = true)
  int unlock(
      @Parameters(paramLabel = "USER", description = "Whose account is locked.") String userId,
      @Option(
              names = "--by",
              paramLabel = "USER",
              required = true,
              description = "The administrator, as the list of users names them.")
          String by,
      @Option(names = "--sign-with", paramLabel = "NAME.key.pem", required = true) Path signWith,
      @Mixin Way way)
      throws CommandException, TrustException, InterruptedException {
    Instant now = new SystemClock().utc();
    ObjectNode n = Json.MAPPER.createObjectNode();
    n.put("name", "unlock").put("unit", way.to).put("user", userId).put("by", by);
    n.put("issued_at", now.toString()).put("expires_at", now.plus(HOLDS_FOR).toString());
    SignedText text =
        SignedText.sign(Directives.COMMAND_KIND, n.toString(), SigningKey.read(signWith));
    way.publish(Topics.command(way.unit(), "unlock"), text.write(), false);
    spec.commandLine().getOut().printf("%s: unlock sent to %s%n", userId, way.to);
    return Exit.OK;
  }
}
