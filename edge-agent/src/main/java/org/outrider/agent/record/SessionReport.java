package org.outrider.agent.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.read.UnitId;

/**
 * What came out of a session, as central is told at its end so that both sides can be compared
 * (UPL-02).
 *
 * @param userId who was logged on; null where the unit lost its power meanwhile
 * @param closedAt null where the unit lost its power meanwhile
 */
public record SessionReport(
    String sessionId,
    @Nullable String userId,
    @Nullable Instant openedAt,
    @Nullable Instant closedAt) {

  /** A session that a crash ended. */
  public static SessionReport interrupted(String sessionId) {
    return new SessionReport(sessionId, null, null, null);
  }

  /** As JSON in UTF-8. */
  public byte[] write(UnitId unit, String profileVersion, long reads, long hits) {
    ObjectNode n = Json.MAPPER.createObjectNode();
    n.put("session_id", sessionId);
    n.put("schema_version", RecordEncoder.SCHEMA_VERSION);
    n.put("profile_version", profileVersion);
    n.put("agency_id", unit.agency());
    n.put("unit_id", unit.unit());
    n.put("user_id", userId);
    n.put("opened_at", time(openedAt));
    n.put("closed_at", time(closedAt));
    n.put("reads", reads);
    n.put("hits", hits);
    try {
      return Json.MAPPER.writeValueAsBytes(n);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can always be written", e);
    }
  }

  private static @Nullable String time(@Nullable Instant at) {
    return at == null ? null : at.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
