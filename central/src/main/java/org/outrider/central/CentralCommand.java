package org.outrider.central;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.cli.PolicyOption;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.link.uplink.MqttOptions;
import org.outrider.agent.link.uplink.Transport;
import org.outrider.agent.link.uplink.mqtt.PahoTransport;
import org.outrider.agent.store.StoreException;
import org.outrider.agent.unit.ProfileRules;
import org.outrider.hal.driver.systemd.SystemdNotify;
import org.outrider.hal.service.ServiceManager;
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
        "jdbc:postgresql://HOST/NAME?user=NAME for a PostgreSQL database."
      })
  String database;

  @Option(
      names = "--database-password-file",
      paramLabel = "FILE",
      description = {
        "Password of the PostgreSQL database; without it the systemd credential",
        "database-password, if there is one. An address with a password is refused."
      })
  @Nullable Path passwordFile;

  @Option(
      names = "--page",
      paramLabel = "PORT",
      description = "Show what came in at http://127.0.0.1:PORT, and problems at /health.")
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

  private @Nullable AgencyLists lists;

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
    SigningKey signing = signWith == null ? null : SigningKey.read(signWith);
    String url = DatabaseAddress.of(database, passwordFile, System.getenv());
    try {
      CentralService service =
          CentralService.start(
              url,
              transport(name + "-hits", CentralReceiver.hitSubscriptions(share)),
              transport(name, CentralReceiver.otherSubscriptions(share, signing != null)),
              Clock.systemUTC(),
              duties(signing));
      Runtime.getRuntime().addShutdownHook(new Thread(service::close, "stop"));
      if (page != null) {
        CentralPage shown = new CentralPage(service.store(), page, service::problems);
        shown.start();
        spec.commandLine().getOut().println("http://127.0.0.1:" + shown.port());
      }
      post(service.store(), Posting.OPENALPR, openAlpr);
      post(service.store(), Posting.PLATE_RECOGNIZER, plateRecognizer);
      try (ServiceManager manager = SystemdNotify.of(System.getenv()).orElse(ServiceManager.NONE)) {
        manager.ready("receiving");
        watch(service, manager);
      }
      throw new CommandException(
          "central ends, since " + String.join(", ", service.problems()) + "; start it again");
    } catch (StoreException e) {
      throw new CommandException(e);
    }
  }

  private PahoTransport transport(String client, List<String> subscriptions) {
    return new PahoTransport(
        new MqttOptions(broker, ca, certificate, key), client, subscriptions, null);
  }

  private CentralService.Duties duties(@Nullable SigningKey signing)
      throws ConfigException, TrustException {
    ProfileRules rules = signing == null ? null : policy.policy();
    Map<String, String> assigned = beats == null ? Map.of() : BeatRelay.read(beats);
    return new CentralService.Duties() {
      @Override
      public @Nullable AgencyLists lists(CentralStore store, Transport transport)
          throws HotListException {
        if (signing == null || rules == null) {
          return null;
        }
        lists = new AgencyLists(store, transport, rules.customRules(), signing, Clock.systemUTC());
        return lists;
      }

      @Override
      public @Nullable BeatRelay beats(Transport transport) {
        return signing == null ? null : new BeatRelay(transport, signing, assigned);
      }
    };
  }

  /** Counts, purges and reports to systemd until a worker stops. */
  private void watch(CentralService service, ServiceManager manager)
      throws InterruptedException, HotListException, TrustException, StoreException {
    String last = "";
    for (long second = 1; service.isWorking(); second++) {
      manager.alive("receiving");
      if (second % COUNT_S == 1) {
        Map<String, Long> counts = new TreeMap<>(service.store().counts());
        service.refused().forEach((cause, n) -> counts.put("refused_" + cause, n));
        String now = json ? Json.MAPPER.valueToTree(counts).toString() : counts.toString();
        if (!now.equals(last)) {
          spec.commandLine().getOut().println(now);
          last = now;
        }
      }
      TimeUnit.SECONDS.sleep(1);
      if (second % PURGE_S == 0) {
        int gone = service.purge();
        if (gone > 0) {
          spec.commandLine()
              .getOut()
              .println("purged " + gone + (gone == 1 ? " read" : " reads") + " at their last day");
        }
      }
      if (lists != null && second % REFRESH_S == 0) {
        lists.refresh();
      }
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
