package org.outrider.agent.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.durable.Durable;
import org.outrider.agent.base.durable.Scratch;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SignedText;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.link.uplink.Uplink;
import org.outrider.agent.link.uplink.UplinkConfig;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.AuditCourier;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.people.audit.AuditException;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.people.iam.UsersConfig;
import org.outrider.agent.record.retention.Hold;
import org.outrider.agent.store.SqliteAuditStore;
import org.outrider.agent.store.SqliteStore;
import org.outrider.agent.store.StoreException;
import org.outrider.agent.unit.CentralLink;
import org.outrider.agent.unit.ProfileRules;
import org.outrider.agent.unit.TrainingShift;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.agent.upkeep.enrol.Enrolment;
import org.outrider.agent.upkeep.update.UpdateSettings;
import org.outrider.hal.clock.SystemClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The end of a unit: what it has is delivered, then nothing of it is left. */
@Command(
    name = "wipe",
    description = {
      "Takes a unit out of service and erases it.",
      "Writes that into the audit, delivers what central does not have yet, leaves a statement",
      "signed by the unit, and erases its reads, keys, certificates, lists, users and"
          + " configuration.",
      "What is held is never erased: release it first. The agent must be stopped. A wipe that a"
          + " power",
      "cut interrupts continues when it is called again; the agent does not start before its end."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 wiped, 1 central does not have all of it: nothing is erased, 2 wrong use or a",
      "fault.",
      "",
      "Examples:",
      "  systemctl stop outrider && outrider wipe --as asmith --reason 'sold'",
      "  outrider wipe --as asmith --reason 'stolen and found' --undelivered --yes"
    })
final class WipeCommand implements Callable<Integer> {
  static final String KIND = "wipe";
  private static final Set<String> MAY = Set.of("administrator");

  @Spec CommandSpec spec;

  @Mixin LogOnOptions who = new LogOnOptions();

  @Option(names = "--reason", paramLabel = "WHY", required = true, description = "For the audit.")
  String reason = "";

  @Option(
      names = "--statement",
      paramLabel = "FILE",
      defaultValue = "wipe-statement.json",
      description = "Where the signed statement is left (default ${DEFAULT-VALUE}).")
  Path statement = Path.of(".");

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "For central to take what it does not have (default ${DEFAULT-VALUE}).")
  int waitSeconds;

  @Option(
      names = "--undelivered",
      description = "Erase though central does not have all; the statement says how much.")
  boolean isUndeliveredToo;

  @Option(names = "--yes", description = "Do not ask for the unit's name.")
  boolean isSure;

  WipeCommand() {
    spec = CommandSpec.create();
  }

  /** Stands beside the configuration from the first erased byte to the last. */
  static Path marker(Path config) {
    return config.resolveSibling(config.getFileName() + ".wiping");
  }

  @Override
  public Integer call()
      throws CommandException, ConfigException, TrustException, InterruptedException {
    UnitConfig unit = who.ofUnit();
    if (Files.exists(marker(who.config))) {
      spec.commandLine().getErr().println("outrider: going on with a wipe that was interrupted");
      return erase(unit);
    }
    ProfileRules policy = who.policyOfUnit();
    Actor by =
        who.isProved()
            ? who.logOnAs(MAY, "wipe the unit", policy).actor()
            : new Actor(who.user, "technician"); // a unit that nobody logs on to
    confirm(unit.unit().id());
    try {
      if (SqliteStore.isInUse(unit.store().file())) {
        throw new CommandException(
            unit.store().file() + ": in use, expected a stopped agent: systemctl stop outrider");
      }
      Health health = new Health();
      SystemClock clock = new SystemClock();
      try (SqliteStore store = SqliteStore.open(unit.store().file(), health, clock::utc)) {
        refuseHeld(store);
        who.record(
            AuditEntry.of(by, Action.WIPE, "unit", unit.unit().id()).with("reason", reason),
            policy);
        Map<String, Long> missing = deliver(unit, store, health, clock);
        if (!missing.isEmpty() && !isUndeliveredToo) {
          spec.commandLine()
              .getErr()
              .println(
                  "outrider: nothing is erased: central does not have "
                      + missing
                      + "; bring the unit to its network, or say --undelivered");
          return Exit.WARNING;
        }
        state(unit, by, store, missing, clock.utc());
      }
    } catch (StoreException e) {
      throw new CommandException(e);
    }
    return erase(unit);
  }

  private void confirm(String id) throws CommandException {
    if (isSure) {
      return;
    }
    char[] typed = LogOnOptions.typed("All that " + id + " holds will be erased. Its name: ");
    if (!String.valueOf(typed).equals(id)) {
      throw new CommandException("nothing is done: expected " + id);
    }
  }

  private static void refuseHeld(SqliteStore store) throws CommandException {
    List<String> held =
        store.retention().holds().stream()
            .filter(h -> store.retention().covered(h) > 0)
            .map(Hold::holdId)
            .toList();
    if (!held.isEmpty()) {
      throw new CommandException(
          "nothing is done: held by %s, expected that to be released".formatted(held));
    }
  }

  /** Gives what central does not have in the end, by lane; nothing where it has all. */
  private Map<String, Long> deliver(
      UnitConfig unit, SqliteStore store, Health health, SystemClock clock)
      throws CommandException, InterruptedException {
    UnitId id = new UnitId(unit.unit().agency(), unit.unit().id(), unit.unit().deployment());
    try (SqliteAuditStore events = new SqliteAuditStore(unit.audit().file())) {
      AuditCourier courier = new AuditCourier(events, store::storeAudit, health);
      Thread carrying = Thread.ofPlatform().name("audit-courier").start(courier);
      courier.wake();
      long end = clock.monotonicNanos() + Duration.ofSeconds(waitSeconds).toNanos();
      while (!events.untold(1).isEmpty() && clock.monotonicNanos() < end) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      courier.stop();
      carrying.join();
      if (!events.untold(1).isEmpty()) { // the disk is full, say
        throw new CommandException("nothing is erased: the outbox does not take the audit");
      }
      store.flush().join();
      if (unit.uplink().isEmpty()) {
        return missing(store);
      }
      try (Uplink uplink =
          CentralLink.of(unit.uplink().get(), id, unit.unit().beat(), store, health, clock)) {
        uplink.start();
        return awaited(store, clock);
      }
    } catch (AuditException e) {
      throw new CommandException("nothing is done: " + e.getMessage());
    }
  }

  private Map<String, Long> awaited(SqliteStore store, SystemClock clock)
      throws InterruptedException {
    long end = clock.monotonicNanos() + Duration.ofSeconds(waitSeconds).toNanos();
    Map<String, Long> missing = missing(store);
    long all = sum(missing);
    Progress progress = new Progress(spec.commandLine().getErr(), (int) all);
    while (!missing.isEmpty() && clock.monotonicNanos() < end) {
      TimeUnit.MILLISECONDS.sleep(200);
      missing = missing(store);
      progress.at((int) (all - sum(missing)));
    }
    progress.end();
    return missing;
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Map<String, Long> missing(SqliteStore store) {
    Map<String, Long> out = new TreeMap<>();
    store
        .counts()
        .forEach(
            (lane, count) -> {
              if (lane.matches(".*\\.(new|sent|broker_acked|quarantined)")) {
                out.merge(lane.replaceAll("\\..*", ""), count, Long::sum);
              }
            });
    return out;
  }

  /** What was here and is not, signed by the key that goes with it. */
  private void state(
      UnitConfig unit, Actor by, SqliteStore store, Map<String, Long> missing, Instant now)
      throws CommandException, TrustException {
    Map<String, Long> counts = store.counts();
    ObjectNode n = Json.MAPPER.createObjectNode();
    n.put("schema_version", "1.0.0");
    n.put("agency_id", unit.unit().agency());
    n.put("unit_id", unit.unit().id());
    n.put("wiped_at", now.truncatedTo(ChronoUnit.SECONDS).toString());
    n.putObject("by").put("user_id", by.userId()).put("role", by.role());
    n.put("reason", reason);
    n.put("reads_stored", counts.getOrDefault("reads_stored", 0L));
    n.put("hits_stored", counts.getOrDefault("hits_stored", 0L));
    ObjectNode undelivered = n.putObject("undelivered");
    missing.forEach(undelivered::put);
    byte[] message =
        SignedText.sign(KIND, n.toString(), SigningKey.readOrMake(unit.audit().key())).write();
    try {
      write(statement, message);
      write(marker(who.config), new byte[0]);
    } catch (IOException e) {
      throw new CommandException("nothing is erased: cannot be written: " + e.getMessage());
    }
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes);
    Durable.sync(file);
  }

  /**
   * All that is the unit's own; keys first, the configuration last, since it says what there is.
   */
  private int erase(UnitConfig unit) throws CommandException {
    int files = 0;
    try {
      for (Path secret : secrets(unit)) {
        files += overwritten(secret);
      }
      for (Path place : places(unit)) {
        files += erased(place);
      }
      files += erased(who.config);
      Files.deleteIfExists(marker(who.config));
    } catch (IOException e) {
      throw new CommandException(
          "not all is erased, say it again as one who may: " + e.getMessage());
    }
    spec.commandLine()
        .getOut()
        .printf(
            "%s: wiped, %s erased; statement: %s%n",
            unit.unit().id(), Counted.of(files, "file"), statement);
    return Exit.OK;
  }

  private static Set<Path> secrets(UnitConfig unit) {
    Set<Path> out = new LinkedHashSet<>();
    out.add(unit.audit().key());
    unit.uplink().flatMap(UplinkConfig::key).ifPresent(out::add);
    unit.enrolment().map(Enrolment.Settings::key).ifPresent(out::add);
    unit.enrolment().map(Enrolment.Settings::token).ifPresent(out::add);
    unit.update().flatMap(UpdateSettings::token).ifPresent(out::add);
    unit.console()
        .flatMap(UnitConfig.ConsoleConfig::tls)
        .map(UnitConfig.ConsoleTls::key)
        .ifPresent(out::add);
    return out;
  }

  private static List<Path> places(UnitConfig unit) throws IOException {
    List<Path> out = new ArrayList<>();
    for (Path database : databases(unit)) { // with logs, pictures, and what was put aside damaged
      Path folder = database.toAbsolutePath().getParent();
      if (folder != null && Files.isDirectory(folder)) {
        try (Stream<Path> beside = Files.list(folder)) {
          String name = String.valueOf(database.getFileName());
          beside.filter(f -> f.getFileName().toString().startsWith(name)).forEach(out::add);
        }
      }
    }
    Path key = unit.audit().key();
    out.add(key.resolveSibling(key.getFileName().toString().replace(".key.pem", ".pem")));
    unit.hotlist().file().ifPresent(out::add);
    unit.hotlist().folder().ifPresent(out::add);
    unit.users()
        .ifPresent(
            u -> {
              out.add(u.list());
              out.add(u.list().resolveSibling(u.list().getFileName() + ".sig"));
            });
    unit.uplink().flatMap(UplinkConfig::certificate).ifPresent(out::add);
    unit.update().map(UpdateSettings::folder).ifPresent(out::add);
    out.add(unit.store().file().resolveSibling(TrainingShift.FOLDER));
    return out;
  }

  private static Set<Path> databases(UnitConfig unit) {
    Set<Path> out = new LinkedHashSet<>();
    out.add(unit.store().file());
    out.add(unit.audit().file());
    unit.users().map(UsersConfig::accounts).ifPresent(out::add);
    return out;
  }

  /** A file system may have written it elsewhere before; that is as far as a program gets. */
  private static int overwritten(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return 0;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate((int) channel.size()), 0);
      channel.force(true);
    }
    return erased(file);
  }

  private static int erased(Path place) throws IOException {
    if (!Files.exists(place)) {
      return 0;
    }
    int files;
    try (Stream<Path> tree = Files.walk(place)) {
      files = (int) tree.filter(Files::isRegularFile).count();
    }
    Scratch.delete(place);
    return files;
  }
}
