package org.outrider.agent.hotlist.custom;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.people.iam.Actor;

/** Changes and entries as JSON: as they are kept, and as central is told. */
public final class ChangeJson {

  private ChangeJson() {}

  /** A change, with the entry as it stands after it. */
  public static byte[] write(Change change) {
    ObjectNode n = Json.MAPPER.createObjectNode();
    n.put("request_id", change.changeId());
    n.put("op", change.op());
    n.set("by", actor(change.by()));
    n.put("at", time(change.at()));
    n.set("entry", entry(change.entry()));
    try {
      return Json.MAPPER.writeValueAsBytes(n);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can always be written", e);
    }
  }

  private static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static ObjectNode actor(Actor actor) {
    return Json.MAPPER.createObjectNode().put("user_id", actor.userId()).put("role", actor.role());
  }

  private static ObjectNode entry(CustomEntry e) {
    EntryDraft d = e.draft();
    ObjectNode n = Json.MAPPER.createObjectNode();
    n.put("entry_id", e.entryId());
    n.put("plate", d.plate());
    n.put("state", d.state());
    n.put("category", d.category().name());
    n.put("priority", d.priority());
    n.put("instructions", d.instructions());
    ObjectNode fields = n.putObject("custom");
    new TreeMap<>(d.fields()).forEach(fields::put);
    n.put("reasonable_suspicion", d.isSuspicionAttested());
    n.put("exception_basis", d.exceptionBasis());
    n.put("plate_verified", d.verifiedBySystem());
    n.put("expires_at", d.expiresAt() == null ? null : time(d.expiresAt()));
    n.put("status", e.status().name());
    n.set("created_by", actor(e.createdBy()));
    n.set("approved_by", e.approvedBy() == null ? null : actor(e.approvedBy()));
    n.put("created_at", time(e.createdAt()));
    n.put("review_at", time(e.reviewAt()));
    n.put("reason", e.reason());
    n.put("changed_at", time(e.changedAt()));
    return n;
  }

  /**
   * The entry of a change.
   *
   * @throws HotListException when it is damaged
   */
  public static CustomEntry readEntry(byte[] change) throws HotListException {
    try {
      JsonNode n = Json.MAPPER.readTree(change).path("entry");
      Map<String, String> fields = new TreeMap<>();
      n.path("custom").properties().forEach(f -> fields.put(f.getKey(), f.getValue().asText()));
      @Nullable String expires = text(n, "expires_at");
      EntryDraft draft =
          new EntryDraft(
              n.path("plate").asText(),
              text(n, "state"),
              Category.valueOf(n.path("category").asText()),
              n.path("priority").asInt(),
              n.path("instructions").asText(),
              fields,
              n.path("reasonable_suspicion").asBoolean(),
              text(n, "exception_basis"),
              text(n, "plate_verified"),
              expires == null ? null : Instant.parse(expires));
      return new CustomEntry(
          n.path("entry_id").asText(),
          draft,
          CustomEntry.Status.valueOf(n.path("status").asText()),
          readActor(n.path("created_by")),
          n.path("approved_by").isObject() ? readActor(n.path("approved_by")) : null,
          Instant.parse(n.path("created_at").asText()),
          Instant.parse(n.path("review_at").asText()),
          n.path("reason").asText(),
          Instant.parse(n.path("changed_at").asText()));
    } catch (IOException | RuntimeException e) {
      throw new HotListException("a custom entry is damaged: " + e.getMessage());
    }
  }

  /** What a change does: add, approve and so on; empty when it does not say. */
  public static String readOp(byte[] change) throws HotListException {
    try {
      return Json.MAPPER.readTree(change).path("op").asText();
    } catch (IOException e) {
      throw new HotListException("a change of an entry is damaged: " + e.getMessage());
    }
  }

  private static Actor readActor(JsonNode n) {
    return new Actor(n.path("user_id").asText(), n.path("role").asText());
  }

  private static @Nullable String text(JsonNode n, String key) {
    return n.path(key).isTextual() ? n.path(key).asText() : null;
  }
}
