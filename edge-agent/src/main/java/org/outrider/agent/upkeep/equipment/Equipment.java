package org.outrider.agent.upkeep.equipment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.read.Ids;
import org.outrider.agent.base.read.ModelRef;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.trust.SealedJson;
import org.outrider.agent.base.trust.Sha256;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.upkeep.inventory.Assignment;
import org.outrider.agent.upkeep.inventory.Component;
import org.outrider.agent.upkeep.inventory.Inventory;
import org.outrider.agent.upkeep.inventory.MaintenancePlan;

/**
 * Keeps the record of the unit's parts: reports them when they change and once a month, takes
 * damage, service and counts down, each signed by the unit and durable before it is confirmed.
 */
public final class Equipment {
  /** A JPEG that somebody adds to a report of damage. */
  public static final int MOST_PHOTO_BYTES = 200 * 1024;

  private static final String SCHEMA_VERSION = "1.0.0";
  private static final Duration MONTH = Duration.ofDays(30);
  private static final String INVENTORY = "inventory";
  private static final String SERVICE = "service";
  private static final String DAMAGE = "damage";
  private static final String SINCE = "since";
  private static final int MOST_CHARS = 1000;
  private static final int MOST_DAMAGE = 20;

  /**
   * Of which unit.
   *
   * @param assetTag the agency's label of the whole unit; empty for none
   */
  public record Owner(
      UnitId unit,
      String profileVersion,
      String assetTag,
      Assignment assignment,
      MaintenancePlan plan) {}

  private final Owner owner;
  private final EquipmentStore store;
  private final SigningKey key;
  private final InstantSource time;
  private final Supplier<Inventory> look;

  /**
   * Keeps the record of one unit.
   *
   * @param look what there is now
   */
  public Equipment(
      Owner owner,
      EquipmentStore store,
      SigningKey key,
      InstantSource time,
      Supplier<Inventory> look) {
    this.owner = owner;
    this.store = store;
    this.key = key;
    this.time = time;
    this.look = look;
  }

  /** What there is now. */
  public Inventory now() {
    return look.get();
  }

  /** The agency's label of the whole unit; empty for none. */
  public String assetTag() {
    return owner.assetTag();
  }

  /** What is to be done, and by when. */
  public List<MaintenancePlan.Due> due() {
    JsonNode done = remembered(SERVICE);
    Map<String, LocalDate> last = new TreeMap<>();
    done.properties()
        .forEach(
            e -> {
              try {
                last.put(e.getKey(), LocalDate.parse(e.getValue().asText()));
              } catch (DateTimeException x) { // as if it were never done
                last.remove(e.getKey());
              }
            });
    return owner.plan().due(last, last.getOrDefault(SINCE, today()));
  }

  /** Today by the unit's clock, UTC. */
  public LocalDate today() {
    return LocalDate.ofInstant(time.instant(), ZoneOffset.UTC);
  }

  /** Damage that was reported and not repaired since, newest last, in words. */
  public List<String> damage() {
    List<String> out = new ArrayList<>();
    remembered(DAMAGE)
        .path("open")
        .forEach(d -> out.add(d.path("component").asText() + ": " + d.path("note").asText()));
    return out;
  }

  private JsonNode remembered(String name) {
    byte[] known = store.remembered(name);
    try {
      return known == null ? Json.MAPPER.createObjectNode() : Json.MAPPER.readTree(known);
    } catch (IOException e) { // as if there were nothing
      return Json.MAPPER.createObjectNode();
    }
  }

  // --- the inventory report
  // ------------------------------------------------------------------------

  /**
   * Reports the parts where something changed since the last report, or that is a month old.
   *
   * @return what changed; empty where nothing was reported or nothing changed
   */
  public List<Inventory.Change> reportIfDue() throws EquipmentException {
    Inventory now = look.get();
    byte[] known = store.remembered(INVENTORY);
    JsonNode last = remembered(INVENTORY);
    List<Inventory.Change> changes =
        known == null ? List.of() : Inventory.changes(components(last), now.components());
    boolean isSame =
        last.path("software").equals(software(now)) && last.path("models").equals(models(now));
    if (known != null && changes.isEmpty() && isSame && !isMonthOld(last)) {
      return List.of();
    }
    String reason = known == null ? "first" : changes.isEmpty() && isSame ? "monthly" : "change";
    ObjectNode n = head(INVENTORY);
    n.put("reason", reason);
    n.put("asset_tag", owner.assetTag());
    assignment(n.putObject("assignment"));
    ArrayNode all = n.putArray("components");
    now.components().forEach(c -> all.add(object(c)));
    n.put("camera_count", now.components().stream().filter(c -> c.type().equals("camera")).count());
    n.set("software", software(now));
    n.set("models", models(now));
    ArrayNode due = n.putArray("due");
    due().forEach(d -> due.addObject().put("work", d.work()).put("on", d.on().toString()));
    ArrayNode damage = n.putArray("damage");
    damage().forEach(damage::add);
    ArrayNode changed = n.putArray("changes");
    for (Inventory.Change change : changes) {
      ObjectNode one = changed.addObject();
      one.set("old", change.old() == null ? null : object(change.old()));
      one.set("new", change.now() == null ? null : object(change.now()));
    }
    store(OutboxLane.INVENTORY, n, INVENTORY, n);
    if (remembered(SERVICE).path(SINCE).isMissingNode()) {
      remember(SERVICE, done(SINCE)); // from now on things become due
    }
    return changes;
  }

  private boolean isMonthOld(JsonNode last) {
    try {
      return !time.instant().isBefore(Instant.parse(last.path("at").asText()).plus(MONTH));
    } catch (DateTimeException e) {
      return true;
    }
  }

  private void assignment(ObjectNode n) {
    Assignment a = owner.assignment();
    n.put("vehicle", a.vehicle()).put("site", a.site()).put("approved_by", a.approvedBy());
    n.put("valid_until", a.validUntil().map(LocalDate::toString).orElse(null));
    a.area()
        .ifPresent(
            area ->
                n.put("lat", area.latitudeDeg())
                    .put("lon", area.longitudeDeg())
                    .put("radius_m", area.radiusM()));
  }

  private ObjectNode object(Component c) {
    ObjectNode n = Json.MAPPER.createObjectNode();
    c.fields().forEach(n::put);
    return n;
  }

  private ObjectNode software(Inventory of) {
    ObjectNode n = Json.MAPPER.createObjectNode();
    of.software().forEach(n::put);
    return n;
  }

  private ArrayNode models(Inventory of) {
    ArrayNode n = Json.MAPPER.createArrayNode();
    for (ModelRef m : of.models()) {
      n.addObject().put("name", m.name()).put("version", m.version()).put("sha256", m.sha256());
    }
    return n;
  }

  /** The parts of an inventory report. */
  public static List<Component> components(JsonNode report) {
    List<Component> out = new ArrayList<>();
    for (JsonNode c : report.path("components")) {
      String on = c.path("installed_on").asText("");
      out.add(
          new Component(
              c.path("type").asText(""),
              c.path("position").asText(""),
              c.path("maker").asText(""),
              c.path("model").asText(""),
              c.path("serial").asText(""),
              c.path("firmware").asText(""),
              c.path("tag").asText(""),
              on.matches("\\d{4}-\\d\\d-\\d\\d") ? LocalDate.parse(on) : null));
    }
    return out;
  }

  // --- what people enter
  // ---------------------------------------------------------------------------

  /**
   * Takes a report of damage (INV-03).
   *
   * @param photo a JPEG; empty for none
   * @return the report's id
   */
  public String damage(String component, String note, byte[] photo, Actor by)
      throws EquipmentException {
    check("component", component);
    check("note", note);
    if (photo.length > MOST_PHOTO_BYTES) {
      throw new EquipmentException(
          "photo: %d KB, expected %d KB at most"
              .formatted(photo.length >> 10, MOST_PHOTO_BYTES >> 10));
    }
    if (photo.length > 0
        && (photo.length < 3 || photo[0] != (byte) 0xFF || photo[1] != (byte) 0xD8)) {
      throw new EquipmentException("photo: no JPEG");
    }
    ObjectNode n = head(DAMAGE);
    n.put("component", component).put("note", note);
    by(n, by);
    if (photo.length > 0) {
      n.putObject("photo")
          .put("media_type", "image/jpeg")
          .put("sha256", Sha256.of(photo))
          .put("base64", Base64.getEncoder().encodeToString(photo));
    }
    ObjectNode open = Json.MAPPER.createObjectNode();
    ArrayNode all = open.putArray("open");
    remembered(DAMAGE).path("open").forEach(all::add);
    all.addObject().put("component", component).put("note", note);
    while (all.size() > MOST_DAMAGE) {
      all.remove(0);
    }
    return store(OutboxLane.DAMAGE, n, DAMAGE, open);
  }

  /**
   * Takes down what was done to the unit (INV-04); a part that was replaced is not damaged any
   * more.
   *
   * @return the entry's id
   */
  public String service(ServiceEntry entry, Actor by) throws EquipmentException {
    if (!ServiceEntry.WORKS.contains(entry.work())) {
      throw new EquipmentException(
          "work: \"%s\", expected any of %s"
              .formatted(entry.work(), new java.util.TreeSet<>(ServiceEntry.WORKS)));
    }
    if (entry.work().equals(ServiceEntry.REPLACED)) {
      check("component", entry.component());
      mend(entry.component());
    }
    ObjectNode n = head(SERVICE);
    n.put("work", entry.work()).put("component", entry.component()).put("note", entry.note());
    by(n, by);
    return store(OutboxLane.SERVICE, n, SERVICE, done(entry.work()));
  }

  private void mend(String component) throws EquipmentException {
    ObjectNode open = Json.MAPPER.createObjectNode();
    ArrayNode all = open.putArray("open");
    for (JsonNode d : remembered(DAMAGE).path("open")) {
      if (!d.path("component").asText().equals(component)) {
        all.add(d);
      }
    }
    remember(DAMAGE, open);
  }

  /**
   * Takes down a physical inventory: what was found, what is missing, what is not in the record;
   * signed by the unit in the name of whoever counted (INV-02).
   *
   * @param marks tags or serial numbers, as scanned or typed
   */
  public Count count(List<String> marks, String note, Actor by) throws EquipmentException {
    Count count = Count.of(look.get().components(), marks);
    ObjectNode n = head(SERVICE);
    n.put("work", MaintenancePlan.COUNTED).put("component", "").put("note", note);
    by(n, by);
    ObjectNode found = n.putObject("count");
    ArrayNode matched = found.putArray("matched");
    count.matched().forEach(c -> matched.add(object(c)));
    ArrayNode missing = found.putArray("missing");
    count.missing().forEach(c -> missing.add(object(c)));
    ArrayNode uncountable = found.putArray("uncountable");
    count.uncountable().forEach(c -> uncountable.add(object(c)));
    ArrayNode extra = found.putArray("extra");
    count.extra().forEach(extra::add);
    String _ = store(OutboxLane.SERVICE, n, SERVICE, done(MaintenancePlan.COUNTED));
    return count;
  }

  private ObjectNode done(String work) {
    ObjectNode n = Json.MAPPER.createObjectNode();
    remembered(SERVICE).properties().forEach(e -> n.set(e.getKey(), e.getValue()));
    return n.put(work, today().toString());
  }

  private void remember(String name, ObjectNode what) throws EquipmentException {
    try {
      store.remember(name, Json.MAPPER.writeValueAsBytes(what)).join();
    } catch (CompletionException | JsonProcessingException e) {
      throw new EquipmentException("cannot be written down: " + e.getMessage(), e);
    }
  }

  private static void check(String field, String text) throws EquipmentException {
    if (text.isBlank()) {
      throw new EquipmentException(field + ": (missing), expected what it is about");
    }
    if (text.length() > MOST_CHARS) {
      throw new EquipmentException(
          "%s: %d characters, expected %d at most".formatted(field, text.length(), MOST_CHARS));
    }
  }

  private ObjectNode head(String kind) {
    ObjectNode n = Json.MAPPER.createObjectNode();
    n.put(kind + "_id", Ids.next(time.instant()).toString());
    n.put("schema_version", SCHEMA_VERSION);
    n.put("profile_version", owner.profileVersion());
    n.put("agency_id", owner.unit().agency());
    n.put("unit_id", owner.unit().unit());
    n.put("deployment_type", owner.unit().deployment().word());
    n.put("at", time.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    return n;
  }

  private static void by(ObjectNode n, Actor by) {
    n.putObject("by").put("user_id", by.userId()).put("role", by.role());
  }

  private String store(OutboxLane lane, ObjectNode report, String name, ObjectNode remembered)
      throws EquipmentException {
    String id = report.path(lane.label() + "_id").asText();
    try {
      SealedJson sealed = SealedJson.of(Json.MAPPER.writeValueAsString(report), key);
      byte[] body = sealed.text().getBytes(StandardCharsets.UTF_8);
      store.storeReport(lane, id, body, name, Json.MAPPER.writeValueAsBytes(remembered)).join();
    } catch (TrustException e) {
      throw new EquipmentException("cannot be signed: " + e.getMessage(), e);
    } catch (CompletionException | JsonProcessingException e) {
      throw new EquipmentException("cannot be written down: " + e.getMessage(), e);
    }
    return id;
  }
}
