package org.outrider.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.alert.disposition.Outcome;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.trust.SealedJson;
import org.outrider.agent.base.trust.Sha256;
import org.outrider.agent.base.trust.SignedText;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.custom.CustomEntries;
import org.outrider.agent.hotlist.custom.CustomRules;
import org.outrider.agent.hotlist.custom.EntryDraft;
import org.outrider.agent.hotlist.live.ListsInForce;
import org.outrider.agent.link.directive.RemoteCommands;
import org.outrider.agent.link.uplink.Mosquitto;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.link.uplink.Packed;
import org.outrider.agent.link.uplink.Topics;
import org.outrider.agent.link.uplink.Transport;
import org.outrider.agent.link.uplink.mqtt.PahoTransport;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.policy.Profiles;
import org.outrider.agent.record.SessionReport;
import org.outrider.agent.record.usage.UsageDay;
import org.outrider.agent.store.SqliteCustomStore;
import org.outrider.agent.unit.AgentUnit;
import org.outrider.agent.unit.ProfileRules;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.agent.upkeep.equipment.ServiceEntry;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;

/**
 * What a whole unit and the reference central say to each other over a real broker is what {@code
 * docs/asyncapi.yaml} and the JSON Schemas say. With {@code -Dcontract.examples=DIR} one message of
 * each kind is written there.
 */
class ContractTest {
  private static final Path DOCS = docs();
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final Set<String> EXPECTED =
      new TreeSet<>(
          Set.of(
              "state",
              "hit",
              "disposition",
              "request",
              "audit",
              "read",
              "session",
              "damage",
              "inventory",
              "service",
              "usage",
              "health",
              "image",
              "ack",
              "manifest",
              "command",
              "commandResult",
              "beatHit"));

  @TempDir Path folder;
  private final List<Alert> told = new CopyOnWriteArrayList<>();

  /** Topics and payloads in the order in which they came. */
  private final List<Map.Entry<String, byte[]>> heard = new CopyOnWriteArrayList<>();

  private static Path docs() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("docs")) ? here.resolve("docs") : here.resolve("../docs");
  }

  private static JsonNode asyncApi() throws Exception {
    return new ObjectMapper(new YAMLFactory()).readTree(DOCS.resolve("asyncapi.yaml").toFile());
  }

  /** Name of the channel that a topic belongs to; there must be one. */
  private static String channel(JsonNode api, String topic) {
    List<String> found = new ArrayList<>();
    api.path("channels")
        .properties()
        .forEach(
            c -> {
              String address = c.getValue().path("address").asText();
              if (topic.matches(address.replaceAll("\\{\\w+}", "[^/]+"))) {
                found.add(c.getKey());
              }
            });
    if (found.contains("centralState")) { // no unit is called central
      found.remove("state");
    }
    assertEquals(1, found.size(), topic + " belongs to " + found);
    return found.getFirst();
  }

  private static JsonNode schema(JsonNode api, String channel) throws Exception {
    JsonNode payload = api.path("components").path("messages").path(channel).path("payload");
    JsonNode ref = payload.has("items") ? payload.path("items") : payload;
    return ref.has("$ref")
        ? JSON.readTree(DOCS.resolve(ref.path("$ref").asText()).normalize().toFile())
        : ref;
  }

  private static void check(JsonNode schema, JsonNode message, String what) {
    JsonSchema validator = SCHEMAS.getSchema(schema);
    Set<ValidationMessage> problems =
        validator.validate(message, c -> c.getExecutionConfig().setFormatAssertionsEnabled(true));
    assertTrue(problems.isEmpty(), () -> what + ": " + problems + " in " + message);
    undescribed(schema, message, what);
  }

  /** Schemas let unknown fields pass; what is sent must all be described. */
  private static void undescribed(JsonNode schema, JsonNode message, String at) {
    message
        .properties()
        .forEach(
            field -> {
              JsonNode known = schema.path("properties").path(field.getKey());
              assertTrue(
                  !known.isMissingNode() || schema.has("additionalProperties"),
                  () -> at + "." + field.getKey() + " is not described");
              if (!known.isMissingNode()) {
                undescribed(known, field.getValue(), at + "." + field.getKey());
              }
            });
    if (message.isArray()) {
      message.forEach(one -> undescribed(schema.path("items"), one, at + "[]"));
    }
  }

  private static void await(String what, BooleanSupplier isSo) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!isSo.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, what);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private PahoTransport wiretap(Mosquitto broker) throws Exception {
    PahoTransport tap =
        new PahoTransport(broker.options("unit"), "tap", List.of("alpr/v1/#"), null);
    boolean[] isThere = {false};
    tap.start(
        new Transport.Listener() {
          @Override
          public void connected() {
            isThere[0] = true;
          }

          @Override
          public void lost(String cause) {}

          @Override
          public void received(String topic, byte[] payload, Map<String, String> properties) {
            heard.add(Map.entry(topic, payload));
          }
        });
    await("the tap hears", () -> isThere[0]);
    return tap;
  }

  private AgentUnit unit(Mosquitto broker) throws Exception {
    Devices devices = new Devices();
    return new AgentUnit(
        ConfigReader.parse(
            "test",
            """
            [unit]
            agency = "TEST00000"
            id = "pole-3"
            deployment = "fixed"
            beat = "B-12"
            [[camera]]
            id = "east"
            uri = "sim:parked?plates=KRV9014&seconds=5&fps=5"
            [gnss]
            uri = "fixed:41.14,-73.49"
            [hotlist]
            folder = "hotlist"
            keys = "trusted"
            [policy]
            profile = "new-canaan-14-01-117"
            [assignment]
            site = "Main Street"
            approved_by = "Chief Roe"
            lat = 41.14
            lon = -73.49
            radius_m = 200
            [uplink]
            url = "ssl://localhost:%d"
            ca = "net/ca.pem"
            certificate = "net/unit.pem"
            key = "net/unit.key"
            keys = "trusted"
            resend_s = 1
            """
                .formatted(broker.port),
            folder,
            devices),
        Path.of("..", "models"),
        devices,
        new SystemClock(),
        false);
  }

  private void list(CustomRules rules) throws Exception {
    try (SqliteCustomStore store =
        SqliteCustomStore.open(ListsInForce.customFile(folder.resolve("hotlist")))) {
      Instant now = Clock.systemUTC().instant();
      new CustomEntries(store, rules)
          .add(
              new EntryDraft(
                  "KRV9014",
                  "US-CT",
                  Category.BOLO,
                  50,
                  "Stop only with probable cause.",
                  Map.of("purpose_code", "patrol", "entering_name", "s1"),
                  true,
                  null,
                  "NCIC",
                  now.plus(Duration.ofHours(8))),
              new Actor("s1", "supervisor"),
              now);
    }
  }

  @Test
  @Tag("UPL-02")
  @Tag("CAP-01")
  @Tag("LOC-01")
  @Tag("INV-05")
  void whatGoesOverTheWireIsWhatTheContractSays() throws Exception {
    JsonNode api = asyncApi();
    CustomRules rules = new ProfileRules(Profiles.shipped("new-canaan-14-01-117")).customRules();
    SigningKey.make(folder.resolve("keys"), "agency");
    Files.createDirectories(folder.resolve("trusted"));
    Files.copy(folder.resolve("keys/agency.pem"), folder.resolve("trusted/agency.pem"));
    SigningKey key = SigningKey.read(folder.resolve("keys/agency.key.pem"));
    Files.createDirectories(folder.resolve("hotlist"));
    list(rules);
    try (Mosquitto broker = new Mosquitto(Files.createDirectories(folder.resolve("net")))) {
      broker.start();
      try (PahoTransport _ = wiretap(broker);
          JdbcCentralStore received = JdbcCentralStore.open(folder.resolve("central.db"))) {
        PahoTransport pipe =
            new PahoTransport(
                broker.options("unit"), "central-1", CentralReceiver.subscriptions("", true), null);
        CentralReceiver central =
            new CentralReceiver(
                received,
                pipe,
                Clock.systemUTC(),
                new AgencyLists(received, pipe, rules, key, Clock.systemUTC()),
                new BeatRelay(pipe, key, Map.of("TEST00000/pole-3", "B-12")));
        central.start();
        try (AgentUnit unit = unit(broker)) {
          unit.onAlert(told::add);
          unit.start();
          await("a hit", () -> !told.isEmpty());
          Actor officer = new Actor("o1", "officer");
          java.util.UUID hit = told.getFirst().hit().hitId();
          unit.dispositions().accept(hit, officer);
          unit.dispositions().adviseDispatch(hit, officer);
          unit.dispositions().verify(hit, "NCIC", true, true, true, false, officer);
          unit.dispositions().end(hit, Outcome.Code.RECOVERED, "26-1", officer);
          unit.store()
              .endSession(
                  new SessionReport("s1", "o1", Instant.EPOCH, Instant.EPOCH),
                  (r, reads, hits) ->
                      r.write(
                          new UnitId("TEST00000", "pole-3", Deployment.FIXED), "p@1", reads, hits))
              .join();
          UnitId id = new UnitId("TEST00000", "pole-3", Deployment.FIXED);
          unit.equipment().damage("camera east", "cracked", new byte[] {-1, -40, -1}, officer);
          unit.equipment().service(new ServiceEntry("cleaned", "", ""), officer);
          unit.equipment().count(List.of("T-9"), "yearly", officer);
          unit.store()
              .storeReport(
                  OutboxLane.USAGE,
                  "day-1",
                  new UsageDay(LocalDate.EPOCH, Map.of("reads", 3L, "hits.bolo", 1L))
                      .write("day-1", id, "p@1"),
                  "day",
                  new byte[0])
              .join();
          unit.health().raise(FaultCode.CAMERA_LOST, "west", "unplugged");
          await("a fault is told at once", this::isFaultTold);
          pipe.publish(
              Topics.command(id, RemoteCommands.SUPPORT), support(key).write(), false, Map.of());
          await("all channels", () -> channels(api).containsAll(EXPECTED));
          await(
              "all delivered",
              () -> unit.store().counts().keySet().stream().noneMatch(k -> k.contains(".")));
        }
        central.close();
        chain(received);
        fleet(received);
      }
    }
    Map<String, JsonNode> examples = new TreeMap<>();
    for (Map.Entry<String, byte[]> message : heard) {
      String channel = channel(api, message.getKey());
      if (channel.equals("image")) {
        assertTrue(message.getValue().length <= 128 * 1024);
        continue;
      }
      JsonNode json = JSON.readTree(Packed.unpackHead(message.getValue(), 1 << 20));
      examples.put(channel, json);
      boolean isBatch = channel.equals("read");
      assertEquals(isBatch, json.isArray(), channel);
      for (JsonNode one : isBatch ? json : List.of(json)) {
        check(schema(api, channel), one, channel);
      }
    }
    JsonNode relayed = JSON.readTree(examples.get("beatHit").path("text").asText());
    check(schema(api, "hit"), relayed, "beatHit");
    JsonNode health = examples.get("commandResult").at("/report/health");
    check(schema(api, "health"), health, "commandResult");
    examples.put("holds", JSON.readTree(SignedText.sign("holds", "version = 1\n", key).write()));
    check(schema(api, "holds"), examples.get("holds"), "holds");
    String to = System.getProperty("contract.examples", "");
    if (!to.isEmpty()) {
      Files.createDirectories(Path.of(to));
      for (Map.Entry<String, JsonNode> one : examples.entrySet()) {
        Files.writeString(
            Path.of(to, one.getKey() + ".json"), JSON.writeValueAsString(one.getValue()) + "\n");
      }
    }
  }

  private static SignedText support(SigningKey key) throws Exception {
    Instant now = Clock.systemUTC().instant();
    ObjectNode n = JSON.createObjectNode().put("name", "support").put("unit", "TEST00000/pole-3");
    n.put("by", "asmith").put("issued_at", now.toString());
    n.put("expires_at", now.plus(Duration.ofHours(1)).toString());
    return SignedText.sign("command", n.toString(), key);
  }

  private boolean isFaultTold() {
    return heard.stream()
        .filter(m -> m.getKey().endsWith("/health"))
        .map(m -> new String(m.getValue(), StandardCharsets.UTF_8))
        .anyMatch(m -> m.contains("CAMERA_LOST") && !m.contains("KRV9014"));
  }

  /** What central knows of the fleet is what there is (LOC-01). */
  private static void fleet(JdbcCentralStore received) throws Exception {
    List<Map.Entry<String, byte[]>> reports = received.bodies("inventory");
    assertEquals(1, reports.size());
    assertEquals("TEST00000/pole-3", reports.getFirst().getKey());
    JsonNode report = JSON.readTree(reports.getFirst().getValue());
    assertEquals(1, report.path("camera_count").asInt());
    assertEquals("Main Street", report.at("/assignment/site").asText());
    assertEquals(41.14, report.at("/assignment/lat").asDouble());
  }

  private Set<String> channels(JsonNode api) {
    Set<String> out = ConcurrentHashMap.newKeySet();
    heard.forEach(m -> out.add(channel(api, m.getKey())));
    return out;
  }

  /** Reads make a chain that the unit's public key proves (evidence). */
  private void chain(JdbcCentralStore received) throws Exception {
    String head = SealedJson.NOTHING;
    SigningKey unit = SigningKey.read(folder.resolve("unit.key.pem"));
    List<Map.Entry<String, byte[]>> reads = received.bodies("read");
    assertTrue(!reads.isEmpty());
    for (Map.Entry<String, byte[]> one : reads) {
      String text = new String(one.getValue(), StandardCharsets.UTF_8);
      ObjectNode n = (ObjectNode) JSON.readTree(text);
      assertEquals(head, n.path("prev_hash").asText());
      head = n.path("hash").asText();
      assertEquals(Sha256.of(SealedJson.unsealed(text)), head, "as it came");
      assertEquals(
          unit.sign(head.getBytes(StandardCharsets.US_ASCII)).value(),
          n.path("signature").path("value").asText(),
          "Ed25519 signs the same alike");
    }
  }

  @Test
  void theExamplesInTheDocsAreAsTheContractSays() throws Exception {
    JsonNode api = asyncApi();
    Set<String> seen = new TreeSet<>();
    try (Stream<Path> files = Files.list(DOCS.resolve("schemas/examples"))) {
      for (Path file : files.toList()) {
        String channel = String.valueOf(file.getFileName()).replace(".json", "");
        seen.add(channel);
        JsonNode json = JSON.readTree(file.toFile());
        for (JsonNode one : json.isArray() ? json : List.of(json)) {
          check(schema(api, channel), one, channel);
        }
      }
    }
    Set<String> expected = new TreeSet<>(EXPECTED);
    expected.remove("image");
    assertTrue(seen.containsAll(expected), seen.toString());
  }

  @Test
  void whatAUnitHearsIsInTheContract() throws Exception {
    JsonNode api = asyncApi();
    for (String filter : Topics.heardBy(new UnitId("A", "u", Deployment.FIXED))) {
      channel(api, filter.replace("#", "x").replace("+", "x"));
    }
  }
}
