package org.outrider.agent.record.retention;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.people.iam.Actor;

/** Holds and purges as JSON, as the unit keeps them; and records as holds look at them. */
public final class HoldJson {

  private HoldJson() {}

  /** A hold. */
  public static ObjectNode write(Hold h) {
    ObjectNode n = Json.MAPPER.createObjectNode();
    n.put("hold_id", h.holdId()).put("kind", h.kind().label());
    n.put("case_number", h.caseNumber()).put("reason", h.reason());
    texts(n.putArray("ids"), h.ids());
    texts(n.putArray("plates"), h.plates());
    n.put("from", text(h.from())).put("until", text(h.until()));
    Hold.Area area = h.area();
    if (area != null) {
      n.putObject("area")
          .put("lat", area.latitudeDeg())
          .put("lon", area.longitudeDeg())
          .put("radius_m", area.radiusM());
    }
    n.putObject("by").put("user_id", h.by().userId()).put("role", h.by().role());
    n.put("at", h.at().toString()).put("ends_at", text(h.endsAt()));
    return n;
  }

  /** Reads what {@link #write} wrote. */
  public static Hold read(byte[] body) throws IOException {
    JsonNode n = Json.MAPPER.readTree(body);
    JsonNode area = n.path("area");
    return new Hold(
        n.path("hold_id").asText(),
        Hold.Kind.valueOf(n.path("kind").asText().toUpperCase(Locale.ROOT)),
        n.path("case_number").asText(),
        n.path("reason").asText(),
        texts(n.path("ids")),
        texts(n.path("plates")),
        time(n.path("from")),
        time(n.path("until")),
        area.isObject()
            ? new Hold.Area(
                area.path("lat").asDouble(),
                area.path("lon").asDouble(),
                area.path("radius_m").asDouble())
            : null,
        new Actor(n.path("by").path("user_id").asText(), n.path("by").path("role").asText()),
        Instant.parse(n.path("at").asText()),
        time(n.path("ends_at")));
  }

  /** A purge. */
  public static ObjectNode write(Purged p) {
    ObjectNode n = Json.MAPPER.createObjectNode();
    n.put("purge_id", p.purgeId()).put("cause", p.cause().label());
    n.put("reads", p.reads()).put("hits", p.hits()).put("pictures", p.pictures());
    n.put("undelivered", p.undelivered());
    n.put("oldest", text(p.oldest())).put("newest", text(p.newest()));
    return n;
  }

  /** Reads what {@link #write(Purged)} wrote. */
  public static Purged purged(byte[] body) throws IOException {
    JsonNode n = Json.MAPPER.readTree(body);
    return new Purged(
        n.path("purge_id").asText(),
        Purged.Cause.valueOf(n.path("cause").asText().toUpperCase(Locale.ROOT)),
        n.path("reads").asInt(),
        n.path("hits").asInt(),
        n.path("pictures").asInt(),
        n.path("undelivered").asInt(),
        time(n.path("oldest")),
        time(n.path("newest")));
  }

  /** UTF-8. */
  public static byte[] bytes(ObjectNode node) {
    try {
      return Json.MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can always be written", e);
    }
  }

  /**
   * A stored read as holds look at it.
   *
   * @param hits the hits on it, by id
   */
  public static Hold.Kept kept(byte[] read, java.util.Map<String, byte[]> hits) throws IOException {
    JsonNode n = Json.MAPPER.readTree(read);
    Set<String> ids = new LinkedHashSet<>(hits.keySet());
    ids.add(n.path("read_id").asText());
    Set<String> plates = new LinkedHashSet<>();
    JsonNode plate = n.path("plate");
    plates.add(plate.path("raw").asText());
    plates.add(plate.path("normalized").asText());
    plate.path("candidates").forEach(c -> plates.add(c.path("text").asText()));
    for (byte[] hit : hits.values()) {
      plates.add(Json.MAPPER.readTree(hit).path("entry_snapshot").path("plate").asText());
    }
    JsonNode position = n.path("position");
    return new Hold.Kept(
        ids,
        plates,
        Instant.parse(n.path("captured_at").asText()),
        position.path("lat").asDouble(Double.NaN),
        position.path("lon").asDouble(Double.NaN));
  }

  private static void texts(ArrayNode out, Set<String> texts) {
    texts.stream().sorted().forEach(out::add);
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> out = new LinkedHashSet<>();
    array.forEach(t -> out.add(t.asText()));
    return out;
  }

  private static @Nullable String text(@Nullable Instant at) {
    return at == null ? null : at.toString();
  }

  private static @Nullable Instant time(JsonNode n) {
    return n.isTextual() ? Instant.parse(n.asText()) : null;
  }
}
