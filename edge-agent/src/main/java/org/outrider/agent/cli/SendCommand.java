package org.outrider.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.trust.SignedText;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.link.directive.Directives;
import org.outrider.agent.link.directive.RemoteCommands;
import org.outrider.agent.link.uplink.MqttOptions;
import org.outrider.agent.link.uplink.Topics;
import org.outrider.agent.link.uplink.Transport;
import org.outrider.agent.link.uplink.mqtt.PahoTransport;
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
          + " --broker tcp://127.0.0.1:1883",
      "  outrider send support --by asmith --sign-with agency.key.pem --to CT0000000/car-7"
          + " --broker tcp://127.0.0.1:1883 > car-7.json",
      "",
      "Exit codes of unlock and support: 0 done, 1 the unit has not answered yet, 2 refused or not"
          + " sent."
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
      return new UnitId(to.substring(0, at), to.substring(at + 1), Deployment.UNKNOWN);
    }

    /** Publishes, and waits until the broker has it. */
    void publish(String topic, byte[] message, boolean isRetained)
        throws CommandException, InterruptedException {
      try (PahoTransport transport = open(List.of(), new LinkedBlockingQueue<>())) {
        transport
            .publish(topic, message, isRetained, Map.of())
            .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        throw new CommandException(broker + ": does not take it: " + e.getCause());
      } catch (TimeoutException e) {
        throw new CommandException(broker + ": does not take it: no answer");
      }
    }

    /**
     * Publishes a command, and waits for the unit to say what became of it; null where it does not.
     */
    @Nullable JsonNode ask(String name, String issued, byte[] message)
        throws CommandException, InterruptedException {
      BlockingQueue<byte[]> answers = new LinkedBlockingQueue<>();
      long end = System.nanoTime() + PATIENCE.toNanos();
      try (PahoTransport transport = open(List.of(Topics.answer(unit(), name)), answers)) {
        transport
            .publish(Topics.command(unit(), name), message, false, Map.of())
            .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        while (true) {
          byte[] answer = answers.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
          if (answer == null) {
            return null;
          }
          JsonNode n = Json.MAPPER.readTree(answer);
          String of = n.path("issued_at").asText();
          if (of.equals(issued) || of.isEmpty()) { // a unit that cannot verify it does not read it
            return n;
          }
        }
      } catch (ExecutionException e) {
        throw new CommandException(broker + ": does not take it: " + e.getCause());
      } catch (TimeoutException e) {
        throw new CommandException(broker + ": does not take it: no answer");
      } catch (IOException e) {
        throw new CommandException(to + ": answers what is no JSON: " + e.getMessage());
      }
    }

    /** A connection that stands, and hears these topics. */
    private PahoTransport open(List<String> topics, BlockingQueue<byte[]> heard)
        throws CommandException, InterruptedException {
      CompletableFuture<Void> connected = new CompletableFuture<>();
      AtomicReference<String> lastCause = new AtomicReference<>("no answer");
      PahoTransport transport =
          new PahoTransport(
              new MqttOptions(broker, ca, certificate, key),
              "outrider-send-" + ProcessHandle.current().pid(),
              topics,
              null);
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
            public void received(String on, byte[] payload, Map<String, String> properties) {
              heard.add(payload);
            }
          });
      try {
        connected.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        return transport;
      } catch (ExecutionException | TimeoutException e) {
        transport.close();
        throw new CommandException(broker + ": cannot be reached: " + lastCause.get());
      }
    }
  }

  /** Who has a unit do something. */
  static final class Signed {
    @Option(
        names = "--by",
        paramLabel = "USER",
        required = true,
        description = "The administrator, as the list of users names them.")
    String by = "";

    @Option(names = "--sign-with", paramLabel = "NAME.key.pem", required = true)
    Path signWith = Path.of("");
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
      @Mixin Signed signed,
      @Mixin Way way)
      throws CommandException, TrustException, InterruptedException {
    JsonNode answer = ask(RemoteCommands.UNLOCK, Map.of("user", userId), signed, way);
    if (answer == null) {
      return Exit.WARNING;
    }
    spec.commandLine().getOut().printf("%s: unlocked on %s%n", userId, way.to);
    return Exit.OK;
  }

  @Command(
      name = "support",
      description = "Prints how a unit is and the last lines of its log, as JSON.",
      mixinStandardHelpOptions = true)
  int support(@Mixin Signed signed, @Mixin Way way)
      throws CommandException, TrustException, InterruptedException {
    JsonNode answer = ask(RemoteCommands.SUPPORT, Map.of(), signed, way);
    if (answer == null) {
      return Exit.WARNING;
    }
    spec.commandLine().getOut().println(answer.path("report").toPrettyString());
    return Exit.OK;
  }

  /** Signs a command, sends it, and waits; null, and said so, where the unit does not answer. */
  private @Nullable JsonNode ask(String name, Map<String, String> more, Signed signed, Way way)
      throws CommandException, TrustException, InterruptedException {
    Instant now = new SystemClock().utc();
    ObjectNode n = Json.MAPPER.createObjectNode();
    n.put("name", name).put("unit", way.to).put("by", signed.by);
    more.forEach(n::put);
    n.put("issued_at", now.toString()).put("expires_at", now.plus(HOLDS_FOR).toString());
    SignedText text =
        SignedText.sign(RemoteCommands.KIND, n.toString(), SigningKey.read(signed.signWith));
    JsonNode answer = way.ask(name, now.toString(), text.write());
    if (answer == null) {
      spec.commandLine()
          .getErr()
          .printf(
              "%s: %s sent, no answer within %d s; it is followed once the unit connects, until"
                  + " %s%n",
              way.to, name, PATIENCE.toSeconds(), now.plus(HOLDS_FOR));
      return null;
    }
    if (!answer.path("result").asText().equals("done")) {
      throw new CommandException(
          "%s: %s refused: %s".formatted(way.to, name, answer.path("cause").asText()));
    }
    return answer;
  }
}
