package org.outrider.agent.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.custom.CustomEntries;
import org.outrider.agent.hotlist.custom.CustomRules;
import org.outrider.agent.hotlist.custom.EntryDraft;
import org.outrider.agent.hotlist.live.ListsInForce;
import org.outrider.agent.link.uplink.Mosquitto;
import org.outrider.agent.link.uplink.mqtt.PahoTransport;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.policy.Profiles;
import org.outrider.agent.store.SqliteCustomStore;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.central.AgencyLists;
import org.outrider.central.BeatRelay;
import org.outrider.central.CentralReceiver;
import org.outrider.central.JdbcCentralStore;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;

/** Two whole units of one agency, the reference central and a real broker. */
class TwoUnitsTest {
  private static final CustomRules RULES =
      new ProfileRules(shipped("new-canaan-14-01-117")).customRules();
  private static final Actor SUPERVISOR = new Actor("s1", "supervisor");

  @TempDir Path folder;
  private final Devices devices = new Devices();
  private Mosquitto broker;
  private JdbcCentralStore received;
  private CentralReceiver central;

  private static org.outrider.agent.policy.Profile shipped(String id) {
    try {
      return Profiles.shipped(id);
    } catch (org.outrider.agent.base.toml.ConfigException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void startCentral() throws Exception {
    broker = new Mosquitto(folder);
    broker.start();
    SigningKey.make(folder.resolve("keys"), "agency");
    Files.createDirectories(folder.resolve("trusted"));
    Files.copy(folder.resolve("keys/agency.pem"), folder.resolve("trusted/agency.pem"));
    startCentral(RULES);
  }

  private void startCentral(CustomRules rules) throws Exception {
    received = JdbcCentralStore.open(folder.resolve("central.db"));
    PahoTransport transport =
        new PahoTransport(
            broker.options("unit"), "central-1", CentralReceiver.subscriptions("", true), null);
    central =
        new CentralReceiver(
            received,
            transport,
            Clock.systemUTC(),
            new AgencyLists(
                received,
                transport,
                rules,
                SigningKey.read(folder.resolve("keys/agency.key.pem")),
                Clock.systemUTC()),
            new BeatRelay(
                transport, SigningKey.read(folder.resolve("keys/agency.key.pem")), Map.of()));
    central.start();
  }

  @AfterEach
  void stop() {
    if (central != null) { // a part of the machine is missing
      central.close();
      broker.close();
    }
  }

  private AgentUnit unit(String id) throws Exception {
    Path home = Files.createDirectories(folder.resolve(id));
    AgentUnit unit =
        new AgentUnit(
            ConfigReader.parse(
                "test",
                """
                [unit]
                agency = "TEST00000"
                id = "%s"
                [[camera]]
                id = "front"
                uri = "sim:street?vehicles=0&fps=1"
                [gnss]
                uri = "fixed:41.14,-73.49"
                [hotlist]
                folder = "hotlist"
                keys = "../trusted"
                [policy]
                profile = "new-canaan-14-01-117"
                [uplink]
                url = "ssl://localhost:%d"
                ca = "../ca.pem"
                certificate = "../unit.pem"
                key = "../unit.key"
                resend_s = 1
                """
                    .formatted(id, broker.port),
                home,
                devices),
            Path.of("..", "models"),
            devices,
            new SystemClock(),
            false);
    unit.start();
    return unit;
  }

  /** What a person does on the unit, by command, while it runs. */
  private String add(String unit, String plate, String instructions) throws Exception {
    try (SqliteCustomStore store = SqliteCustomStore.open(custom(unit))) {
      Instant now = Clock.systemUTC().instant();
      return new CustomEntries(store, RULES)
          .add(
              new EntryDraft(
                  plate,
                  "US-CT",
                  Category.BOLO,
                  50,
                  instructions,
                  Map.of("purpose_code", "patrol", "entering_name", "s1"),
                  true,
                  null,
                  "NCIC",
                  now.plus(Duration.ofHours(8))),
              SUPERVISOR,
              now)
          .entry()
          .entryId();
    }
  }

  private Path custom(String unit) {
    return ListsInForce.customFile(folder.resolve(unit).resolve("hotlist"));
  }

  private static List<String> listing(AgentUnit unit, String plate) {
    return unit.lists().stream()
        .filter(l -> !l.find(plate).isEmpty())
        .map(l -> l.edition().listId())
        .toList();
  }

  private static void await(List<String> expected, AgentUnit unit, String plate) {
    long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (!listing(unit, plate).equals(expected)) {
      assertTrue(
          System.nanoTime() < end,
          () ->
              "%s in %s, expected %s; faults %s"
                  .formatted(plate, listing(unit, plate), expected, unit.health().faults()));
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Test
  @Tag("HL-14")
  @Tag("HL-17")
  void anEntryOfOneUnitMatchesOnAllAndOneTakenOutOnNone() throws Exception {
    try (AgentUnit a = unit("car-a");
        AgentUnit b = unit("car-b")) {
      String words = "Stop only with \"probable cause\", then call, 555-0100";
      String id = add("car-a", "ZZ10007", words);
      add("car-a", "ZZ1?008", "");
      await(List.of("agency-custom"), b, "ZZ10007");
      await(List.of("agency-custom"), a, "ZZ10007");
      HotListEntry there =
          b.lists().stream().flatMap(l -> l.find("ZZ10007").stream()).findFirst().orElseThrow();
      assertEquals(id, there.entryId());
      assertEquals(words, there.instructions());
      assertEquals(1, b.lists().getFirst().patterns().size());
      try (SqliteCustomStore store = SqliteCustomStore.open(custom("car-a"))) {
        assertEquals(2, store.confirmed().size());
        Instant now = Clock.systemUTC().instant();
        new CustomEntries(store, RULES).remove(id, "found by another agency", SUPERVISOR, now);
      }
      await(List.of(), b, "ZZ10007");
      await(List.of(), a, "ZZ10007");
      assertEquals(1, b.lists().getFirst().patterns().size(), "the other one stays");
      assertEquals(List.of(), a.health().faults());
      assertEquals(List.of(), b.health().faults());
    }
  }

  private static String rejection(AgentUnit unit) {
    return unit.health().faults().stream()
        .filter(f -> f.code() == FaultCode.UPLINK_REJECTED)
        .map(Fault::cause)
        .findFirst()
        .orElse("");
  }

  @Test
  @Tag("HL-14")
  void anEntryThatCentralRejectsNoLongerMatchesWhereItWasMade() throws Exception {
    central.close();
    startCentral(new ProfileRules(shipped("glendora-424")).customRules());
    try (AgentUnit a = unit("car-a")) {
      add("car-a", "ZZ10007", "");
      long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
      while (rejection(a).isEmpty()) {
        assertTrue(System.nanoTime() < end, "no rejection came");
        LockSupport.parkNanos(20_000_000);
      }
      assertTrue(rejection(a).startsWith("case_number: (missing)"), rejection(a));
      await(List.of(), a, "ZZ10007");
      try (SqliteCustomStore store = SqliteCustomStore.open(custom("car-a"))) {
        assertEquals(List.of(), store.entries());
      }
    }
  }

  @Test
  @Tag("HL-14")
  void aCentralThatStartsAnewKeepsWhatIsListedAndAUnitThatComesLateIsTold() throws Exception {
    try (AgentUnit a = unit("car-a")) {
      add("car-a", "ZZ10007", "");
      await(List.of("agency-custom"), a, "ZZ10007");
      central.close();
      startCentral(RULES);
      try (AgentUnit late = unit("car-late")) {
        await(List.of("agency-custom"), late, "ZZ10007");
        add("car-late", "ZZ10009", "");
        await(List.of("agency-custom"), a, "ZZ10009");
        await(List.of("agency-custom"), a, "ZZ10007");
        assertEquals(List.of(), a.health().faults());
      }
    }
  }
}
