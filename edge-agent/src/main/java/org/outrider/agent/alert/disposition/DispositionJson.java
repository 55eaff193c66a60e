package org.outrider.agent.alert.disposition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.alert.AlertRules;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.agent.people.iam.Actor;

/** Dispositions as JSON: as they are kept, and as central is told (hit/disposition). */
public final class DispositionJson {
  private static final String SCHEMA_VERSION = "1.0.0";

  private final UnitId unit;
  private final String profileVersion;

  public DispositionJson(UnitId unit, String profileVersion) {
    this.unit = unit;
    this.profileVersion = profileVersion;
  }

  /**
   * Writes where an alert stands.
   *
   * @param id of the step; empty for an alert that was just raised
   * @param step such as accept
   */
  byte[] write(String id, String step, Disposition d) {
    ObjectNode n = Json.MAPPER.createObjectNode();
    n.put("disposition_id", id);
    n.put("step", step);
    n.put("hit_id", d.hitId().toString());
    n.put("read_id", d.readId().toString());
    n.put("schema_version", SCHEMA_VERSION);
    n.put("profile_version", profileVersion);
    n.put("agency_id", unit.agency());
    n.put("unit_id", unit.unit());
    n.put("category", d.category().name());
    n.put("priority", d.priority());
    n.put("response_class", lower(d.response()));
    n.put("match_type", lower(d.type()));
    n.put("plate", d.plate());
    n.put("listed", d.listed());
    n.put("raised_at", time(d.raisedAt()));
    ObjectNode state = n.putObject("disposition").put("state", lower(d.state()));
    if (d.answer() != null) {
      state.set("by", actor(d.answer().by()));
      state.put("at", time(d.answer().at())).put("reason", d.answer().reason());
    }
    n.put(
        "dispatch_advised_at", d.dispatchAdvisedAt() == null ? null : time(d.dispatchAdvisedAt()));
    n.set("verification", d.verification() == null ? null : verification(d.verification()));
    n.set("outcome", d.outcome() == null ? null : outcome(d.outcome()));
    n.put("training", d.isTraining());
    try {
      return Json.MAPPER.writeValueAsBytes(n);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can always be written", e);
    }
  }

  private ObjectNode verification(Verification v) {
    ObjectNode n = Json.MAPPER.createObjectNode();
    n.put("visual", v.isVisual()).put("state_checked", v.isStateChecked());
    n.put("method", v.method()).put("result", v.isConfirmed() ? "confirmed" : "not_confirmed");
    n.put("exigent", v.isExigent());
    n.set("by", actor(v.by()));
    return n.put("at", time(v.at()));
  }

  private ObjectNode outcome(Outcome o) {
    ObjectNode n = Json.MAPPER.createObjectNode();
    n.put("code", lower(o.code())).put("report_no", o.reportNo());
    n.set("by", actor(o.by()));
    return n.put("at", time(o.at()));
  }

  private ObjectNode actor(Actor actor) {
    return Json.MAPPER.createObjectNode().put("user_id", actor.userId()).put("role", actor.role());
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /**
   * Reads an alert that waits for an answer.
   *
   * @throws DispositionException when it is damaged
   */
  Disposition readOpen(byte[] body) throws DispositionException {
    try {
      JsonNode n = Json.MAPPER.readTree(body);
      @Nullable String advised =
          n.path("dispatch_advised_at").isTextual() ? n.path("dispatch_advised_at").asText() : null;
      return new Disposition(
          UUID.fromString(n.path("hit_id").asText()),
          UUID.fromString(n.path("read_id").asText()),
          Category.valueOf(n.path("category").asText()),
          n.path("priority").asInt(),
          AlertRules.Response.valueOf(upper(n.path("response_class"))),
          Match.Type.valueOf(upper(n.path("match_type"))),
          n.path("plate").asText(),
          n.path("listed").asText(),
          Instant.parse(n.path("raised_at").asText()),
          n.path("training").asBoolean(),
          Disposition.State.valueOf(upper(n.path("disposition").path("state"))),
          null,
          advised == null ? null : Instant.parse(advised),
          null,
          null);
    } catch (IOException | RuntimeException e) {
      throw new DispositionException("a disposition is damaged: " + e.getMessage());
    }
  }

  private static String upper(JsonNode text) {
    return text.asText().toUpperCase(Locale.ROOT);
  }
}
