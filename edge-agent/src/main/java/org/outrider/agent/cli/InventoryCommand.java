package org.outrider.agent.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.read.ModelRef;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.people.iam.User;
import org.outrider.agent.reading.vision.onnx.ModelException;
import org.outrider.agent.reading.vision.onnx.Models;
import org.outrider.agent.store.SqliteStore;
import org.outrider.agent.store.StoreException;
import org.outrider.agent.unit.ProfileRules;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.agent.upkeep.equipment.Count;
import org.outrider.agent.upkeep.equipment.Equipment;
import org.outrider.agent.upkeep.equipment.EquipmentException;
import org.outrider.agent.upkeep.equipment.Fleet;
import org.outrider.agent.upkeep.equipment.ServiceEntry;
import org.outrider.agent.upkeep.equipment.UnitParts;
import org.outrider.agent.upkeep.inventory.Component;
import org.outrider.agent.upkeep.inventory.Inventory;
import org.outrider.agent.upkeep.inventory.MaintenancePlan;
import org.outrider.hal.DeviceException;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.probe.Probe;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is here and whether it is what the record says. */
@Command(
    name = "inventory",
    description = "Lists the unit's parts; counts them; takes down damage and service.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 record and unit agree, 1 they differ or something is late, 2 wrong use.",
      "",
      "Examples:",
      "  outrider inventory",
      "  outrider inventory check --as tlee < scanned.txt",
      "  outrider inventory damage 'camera front' --note 'housing cracked' --photo crack.jpg"
          + " --as jdoe",
      "  outrider inventory work cleaned --as mray",
      "  outrider inventory reconcile fleet.csv report-*.json"
    })
final class InventoryCommand implements Callable<Integer> {
  private static final Set<String> EVERYBODY =
      Set.of("officer", "supervisor", "technician", "maintenance", "administrator");
  private static final Set<String> KEEPERS = Set.of("technician", "maintenance", "administrator");
  private static final Set<String> COUNTERS = Set.of("supervisor", "technician", "administrator");
  private static final int MOST_MARKS = 1000;

  @Spec CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "/etc/outrider/outrider.toml",
      description = "Configuration of the unit (default ${DEFAULT-VALUE}).")
  Path config = Path.of(".");

  @Option(names = "--models", paramLabel = "DIR", description = "Folder of the models.")
  @Nullable Path models;

  @Option(names = "--json", description = "One JSON object.")
  boolean isJson;

  private final SystemClock clock = new SystemClock();

  InventoryCommand() {
    spec = CommandSpec.create();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Something that is done with the record of a unit. */
  @FunctionalInterface
  private interface Doing<T> {
    T on(Equipment equipment) throws EquipmentException, CommandException;
  }

  private <T> T at(UnitConfig unit, ProfileRules policy, List<ModelRef> refs, Doing<T> doing)
      throws CommandException, TrustException {
    UnitId id = new UnitId(unit.unit().agency(), unit.unit().id(), unit.unit().deployment());
    try (Probe probe =
            new Devices().probe(unit.inventory().board(), new HalContext("board", clock));
        SqliteStore store = SqliteStore.beside(unit.store().file(), new Health(), clock::utc)) {
      Equipment equipment =
          new Equipment(
              new Equipment.Owner(
                  id,
                  policy.profile().stamp(),
                  unit.inventory().assetTag(),
                  unit.inventory().assignment(),
                  unit.inventory().plan()),
              store,
              SigningKey.readOrMake(unit.audit().key()),
              clock::utc,
              new UnitParts(unit.equipment(), probe, refs, Path.of("/")));
      return doing.on(equipment);
    } catch (DeviceException | StoreException | EquipmentException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
  }

  private List<ModelRef> refs() throws CommandException {
    try {
      return Models.ids(Home.models(models)).stream()
          .map(m -> new ModelRef(m.name(), m.version(), m.sha256()))
          .toList();
    } catch (ModelException e) {
      throw new CommandException(e);
    }
  }

  @Override
  public Integer call() throws CommandException, ConfigException, TrustException {
    UnitConfig unit = ConfigReader.read(config, new Devices());
    return at(unit, ProfileRules.of(unit.policy()), refs(), this::show);
  }

  private int show(Equipment equipment) {
    Inventory now = equipment.now();
    boolean isLate = equipment.due().stream().anyMatch(d -> d.isLate(equipment.today()));
    if (isJson) {
      ObjectNode o = Json.MAPPER.createObjectNode();
      o.put("asset_tag", equipment.assetTag());
      ArrayNode parts = o.putArray("components");
      now.components().forEach(c -> parts.add(Json.MAPPER.valueToTree(c.fields())));
      o.set("software", Json.MAPPER.valueToTree(now.software()));
      o.set("models", Json.MAPPER.valueToTree(now.models()));
      ObjectNode due = o.putObject("due");
      equipment.due().forEach(d -> due.put(d.work(), d.on().toString()));
      o.set("damage", Json.MAPPER.valueToTree(equipment.damage()));
      out().println(o);
      return isLate ? Exit.WARNING : Exit.OK;
    }
    if (!equipment.assetTag().isEmpty()) {
      out().println("Unit " + equipment.assetTag());
    }
    for (Component c : now.components()) {
      out()
          .printf(
              "  %-18s %-34s %-20s %-10s %s%n",
              c.place(),
              (c.maker() + " " + c.model()).strip(),
              c.serial().isEmpty() ? "(no serial)" : c.serial(),
              c.firmware(),
              c.tag());
    }
    now.software().forEach((name, version) -> out().printf("  %-18s %s%n", name, version));
    now.models()
        .forEach(
            m ->
                out()
                    .printf(
                        "  %-18s %s %s%n",
                        "model " + m.name(), m.version(), m.sha256().substring(0, 12)));
    for (MaintenancePlan.Due d : equipment.due()) {
      out()
          .printf(
              "  to be %-12s by %s%s%n",
              d.work(), d.on(), d.isLate(equipment.today()) ? "  LATE" : "");
    }
    equipment.damage().forEach(d -> out().println("  damaged: " + d));
    return isLate ? Exit.WARNING : Exit.OK;
  }

  @Command(
      name = "check",
      description = {
        "Takes a physical inventory of the unit.",
        "Compares tags or serial numbers, scanned or typed one a line, with the record, and writes",
        "down who counted, signed by the unit."
      },
      mixinStandardHelpOptions = true)
  int check(
      @Mixin LogOnOptions who,
      @Option(
              names = "--marks",
              paramLabel = "FILE",
              description = "One mark a line; standard input without it, up to an empty line.")
          @Nullable Path file,
      @Option(names = "--note", paramLabel = "TEXT", defaultValue = "") String note,
      @Option(names = "--json", description = "One JSON object.") boolean json)
      throws CommandException, ConfigException, TrustException {
    UnitConfig unit = who.ofUnit();
    ProfileRules policy = who.policyOfUnit();
    User user = who.logOnAs(COUNTERS, "count the unit's parts", policy);
    List<String> marks = marks(file);
    who.record(entry(user, Action.PHYSICAL_COUNT, unit.unit().id()), policy);
    Count count = at(unit, policy, List.of(), e -> e.count(marks, note, user.actor()));
    if (json) {
      ObjectNode o = Json.MAPPER.createObjectNode();
      o.put("agrees", count.agrees());
      o.set("matched", fields(count.matched()));
      o.set("missing", fields(count.missing()));
      o.set("uncountable", fields(count.uncountable()));
      o.set("extra", Json.MAPPER.valueToTree(count.extra()));
      out().println(o);
    } else {
      count.matched().forEach(c -> line("match", c.place(), c.mark()));
      count.missing().forEach(c -> line("MISSING", c.place(), c.mark()));
      count.extra().forEach(m -> line("EXTRA", "not in the record", m));
      count.uncountable().forEach(c -> line("no mark", c.place(), ""));
      out().println(count.agrees() ? "record and unit agree" : "record and unit differ");
    }
    return count.agrees() ? Exit.OK : Exit.WARNING;
  }

  private void line(String verdict, String what, String mark) {
    out().printf("  %-9s %-22s %s%n", verdict, what, mark);
  }

  private static ArrayNode fields(List<Component> parts) {
    ArrayNode out = Json.MAPPER.createArrayNode();
    parts.forEach(c -> out.add(Json.MAPPER.valueToTree(c.fields())));
    return out;
  }

  private List<String> marks(@Nullable Path file) throws CommandException {
    try {
      if (file != null) {
        return Files.readAllLines(file);
      }
      List<String> out = new ArrayList<>();
      if (Terminal.isThere()) {
        spec.commandLine().getErr().println("scan or type each mark; an empty line ends");
      }
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String l = in.readLine(); l != null && !l.isBlank(); l = in.readLine()) {
        out.add(l);
        if (out.size() > MOST_MARKS) {
          throw new CommandException("more than " + MOST_MARKS + " marks");
        }
      }
      return out;
    } catch (IOException e) {
      throw new CommandException((file == null ? "marks" : file) + ": " + e.getMessage());
    }
  }

  private static AuditEntry entry(User user, Action action, String what) {
    return AuditEntry.of(user.actor(), action, "equipment", what).in("", user.name());
  }

  @Command(
      name = "damage",
      description = "Reports damage to central at once; anybody on the list of users may.",
      mixinStandardHelpOptions = true)
  int damage(
      @Parameters(paramLabel = "PART", description = "As outrider inventory lists it.")
          String component,
      @Mixin LogOnOptions who,
      @Option(names = "--note", paramLabel = "TEXT", required = true) String note,
      @Option(names = "--photo", paramLabel = "FILE", description = "A JPEG of 200 KB at most.")
          @Nullable Path photo)
      throws CommandException, ConfigException, TrustException {
    UnitConfig unit = who.ofUnit();
    ProfileRules policy = who.policyOfUnit();
    User user = who.logOnAs(EVERYBODY, "report damage", policy);
    byte[] picture = picture(photo);
    who.record(entry(user, Action.DAMAGE, component), policy);
    String id = at(unit, policy, List.of(), e -> e.damage(component, note, picture, user.actor()));
    out().println("damage " + id + " is reported as soon as central can be reached");
    return Exit.OK;
  }

  private static byte[] picture(@Nullable Path photo) throws CommandException {
    if (photo == null) {
      return new byte[0];
    }
    try {
      long bytes = Files.size(photo);
      if (bytes > Equipment.MOST_PHOTO_BYTES) {
        throw new CommandException(
            "%s: %d KB, expected %d KB at most"
                .formatted(photo, bytes >> 10, Equipment.MOST_PHOTO_BYTES >> 10));
      }
      return Files.readAllBytes(photo);
    } catch (IOException e) {
      throw new CommandException(photo + ": cannot be read: " + e.getMessage());
    }
  }

  @Command(
      name = "work",
      description = "Takes down that something was cleaned, serviced or replaced.",
      mixinStandardHelpOptions = true)
  int work(
      @Parameters(paramLabel = "cleaned|serviced|replaced") String work,
      @Mixin LogOnOptions who,
      @Option(names = "--part", paramLabel = "PART", defaultValue = "") String component,
      @Option(names = "--note", paramLabel = "TEXT", defaultValue = "") String note)
      throws CommandException, ConfigException, TrustException {
    UnitConfig unit = who.ofUnit();
    ProfileRules policy = who.policyOfUnit();
    User user = who.logOnAs(KEEPERS, "enter work on the unit", policy);
    who.record(entry(user, Action.SERVICE, work), policy);
    at(
        unit,
        policy,
        List.of(),
        e -> e.service(new ServiceEntry(work, component, note), user.actor()));
    out().println(work + " is taken down");
    return Exit.OK;
  }

  @Command(
      name = "reconcile",
      description = {
        "Reconciles the agency's record with the reports or counts of any number of units.",
        "The record is CSV with unit, type, tag and serial; each part is a match, missing, extra"
            + " or",
        "moved."
      },
      mixinStandardHelpOptions = true)
  int reconcile(
      @Parameters(index = "0", paramLabel = "FLEET.csv") Path record,
      @Parameters(index = "1..*", arity = "1..*", paramLabel = "REPORT.json") List<Path> reports,
      @Option(names = "--json", description = "One JSON object.") boolean json)
      throws CommandException {
    Fleet fleet = new Fleet();
    try {
      fleet.record(record);
      for (Path report : reports) {
        fleet.report(report);
      }
    } catch (EquipmentException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
    List<Fleet.Line> lines = fleet.reconcile();
    Map<String, Integer> counts = new TreeMap<>();
    for (Fleet.Verdict verdict : Fleet.Verdict.values()) {
      counts.put(verdict.label(), 0);
    }
    lines.forEach(l -> counts.merge(l.verdict().label(), 1, Integer::sum));
    if (json) {
      ObjectNode o = Json.MAPPER.createObjectNode();
      o.set("counts", Json.MAPPER.valueToTree(counts));
      ArrayNode all = o.putArray("parts");
      for (Fleet.Line l : lines) {
        all.addObject()
            .put("verdict", l.verdict().label())
            .put("type", l.type())
            .put("mark", l.mark())
            .put("recorded_at", l.recordedAt())
            .put("found_at", l.foundAt());
      }
      out().println(o);
    } else {
      for (Fleet.Line l : lines) {
        if (l.verdict() != Fleet.Verdict.MATCH) {
          out()
              .printf(
                  "  %-8s %-10s %-20s record: %-12s found: %s%n",
                  l.verdict(),
                  l.type(),
                  l.mark(),
                  l.recordedAt().isEmpty() ? "-" : l.recordedAt(),
                  l.foundAt().isEmpty() ? "-" : l.foundAt());
        }
      }
      out().println(counts.toString().replaceAll("[{}]", ""));
    }
    return lines.stream().allMatch(l -> l.verdict() == Fleet.Verdict.MATCH)
        ? Exit.OK
        : Exit.WARNING;
  }
}
