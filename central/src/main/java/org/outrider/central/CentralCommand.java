package org.outrider.central;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.cli.PolicyOption;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.link.uplink.MqttOptions;
import org.outrider.agent.link.uplink.mqtt.PahoTransport;
import org.outrider.agent.store.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "central",
    description = "Runs the reference central: receives, stores once, acknowledges.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  outrider central --broker tcp://127.0.0.1:1883 --database central.db",
      "  outrider central --broker tcp://127.0.0.1:1883 --page 8481 --share g1 --name central-2"
          + " --database 'jdbc:postgresql://127.0.0.1/alpr?user=alpr'",
      "  outrider central --broker ssl://mqtt.example.org:8883 --ca ca.pem --cert central.pem --key"
          + " central.key",
      "  outrider central --broker tcp://127.0.0.1:1883 --sign-with agency.key.pem --profile"
          + " default"
    })
final class CentralCommand implements Callable<Integer> {
  private static final long REFRESH_S = 3600;
  private static final long PURGE_S = 60;

  /** All rows are counted for it. */
  private static final long COUNT_S = 5;

  @Spec CommandSpec spec;

  @Option(names = "--broker", paramLabel = "URL", required = true, description = "MQTT 5 broker.")
  String broker;

  @Option(
      names = "--database",
      paramLabel = "FILE|URL",
      defaultValue = "central.db",
      description = {
        "Where it is stored: an SQLite file (default ${DEFAULT-VALUE}), or",
        "jdbc:postgresql://HOST/NAME?user=NAME&password=... for a PostgreSQL database."
      })
  String database;

  @Option(
      names = "--page",
      paramLabel = "PORT",
      description = "Show what came in at http://127.0.0.1:PORT, to be looked at only.")
  @Nullable Integer page;

  @Option(names = "--ca", paramLabel = "FILE", description = "Authority of the broker (PEM).")
  @Nullable Path ca;

  @Option(names = "--cert", paramLabel = "FILE", description = "Own certificate (PEM).")
  @Nullable Path certificate;

  @Option(names = "--key", paramLabel = "FILE", description = "Own key (PKCS #8, PEM).")
  @Nullable Path key;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "central-1",
      description = "MQTT client id; each receiver needs its own (default ${DEFAULT-VALUE}).")
  String name;

  @Option(
      names = "--share",
      paramLabel = "GROUP",
      defaultValue = "",
      description = "Share the work with other receivers of this group.")
  String share;

  @Option(
      names = "--sign-with",
      paramLabel = "NAME.key.pem",
      description = {
        "Make a signed list of what units ask for, and send it to all units of the agency;",
        "pass hits of units in --beats to the cars of their beat; without it all is only kept."
      })
  @Nullable Path signWith;

  @Option(
      names = "--beats",
      paramLabel = "FILE",
      description = {
        "Which unit is on which beat (TOML), for --sign-with; hits of other units are not passed",
        "on to cars."
      })
  @Nullable Path beats;

  @Option(
      names = "--post-openalpr",
      paramLabel = "URL",
      description = {
        "Hand each read on by HTTP POST, as alpr_group of OpenALPR and Rekor; https, or this",
        "machine. Of several receivers that share the work only one should."
      })
  @Nullable URI openAlpr;

  @Option(
      names = "--post-plate-recognizer",
      paramLabel = "URL",
      description = "The same as the webhook of Plate Recognizer.")
  @Nullable URI plateRecognizer;

  @Mixin PolicyOption policy = new PolicyOption();

  @Option(names = "--json", description = "Print the counts as JSON lines.")
  boolean json;

  CentralCommand() {
    spec = CommandSpec.create();
    broker = "";
    database = "central.db";
    name = "";
    share = "";
  }

  @Override
  public Integer call()
      throws CommandException,
          InterruptedException,
          ConfigException,
          HotListException,
          TrustException {
    try {
      JdbcCentralStore store =
          JdbcCentralStore.open(
              database.startsWith("jdbc:") ? database : "jdbc:sqlite:" + database,
              Clock.systemUTC());
      PahoTransport transport =
          new PahoTransport(
              new MqttOptions(broker, ca, certificate, key),
              name,
              CentralReceiver.subscriptions(share, signWith != null),
              null);
      SigningKey signing = signWith == null ? null : SigningKey.read(signWith);
      AgencyLists lists =
          signing == null
              ? null
              : new AgencyLists(
                  store, transport, policy.policy().customRules(), signing, Clock.systemUTC());
      CentralReceiver receiver =
          new CentralReceiver(
              store,
              transport,
              Clock.systemUTC(),
              lists,
              signing == null
                  ? null
                  : new BeatRelay(
                      transport, signing, beats == null ? Map.of() : BeatRelay.read(beats)));
      Runtime.getRuntime().addShutdownHook(new Thread(receiver::close, "stop"));
      receiver.start();
      if (page != null) {
        CentralPage shown = new CentralPage(store, page);
        shown.start();
        spec.commandLine().getOut().println("http://127.0.0.1:" + shown.port());
      }
      post(store, Posting.OPENALPR, openAlpr);
      post(store, Posting.PLATE_RECOGNIZER, plateRecognizer);
      String last = "";
      for (long second = 1; ; second++) {
        if (second % COUNT_S == 1) {
          Map<String, Long> counts = new TreeMap<>(store.counts());
          receiver.refused().forEach((cause, n) -> counts.put("refused_" + cause, n));
          String now = json ? Json.MAPPER.valueToTree(counts).toString() : counts.toString();
          if (!now.equals(last)) {
            spec.commandLine().getOut().println(now);
            last = now;
          }
        }
        TimeUnit.SECONDS.sleep(1);
        if (second % PURGE_S == 0) {
          int gone = receiver.purge();
          if (gone > 0) {
            spec.commandLine()
                .getOut()
                .println("purged " + Counted.of(gone, "read") + " at the end of retention");
          }
        }
        if (lists != null && second % REFRESH_S == 0) {
          lists.refresh();
        }
      }
    } catch (StoreException e) {
      throw new CommandException(e);
    }
  }

  /** Plates do not go over a network in clear. */
  private static void post(JdbcCentralStore store, Posting form, @Nullable URI to)
      throws CommandException {
    if (to == null) {
      return;
    }
    boolean isHere =
        "http".equals(to.getScheme())
            && Set.of("127.0.0.1", "localhost", "[::1]").contains(String.valueOf(to.getHost()));
    if (!isHere && !("https".equals(to.getScheme()) && to.getHost() != null)) {
      throw new CommandException(to + ": expected https://HOST/..., or http:// on this machine");
    }
    Poster poster = new Poster(store, form, to);
    Thread _ = Thread.ofVirtual().name("post").start(poster);
  }
}
